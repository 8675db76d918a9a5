using EscalationBot.Benchmarks;
using EscalationBot.Core.Knowledge.Sentences;

var folder = Environment.GetEnvironmentVariable("ESCALATIONBOT_DATA") ?? "";
var sets = DataSet.All(folder);
if (sets.Count == 0)
{
    Console.Error.WriteLine("No data: set ESCALATIONBOT_DATA to the folder of the public question sets.");
    return 2;
}
// A second word names the folder of the sentence encoder's weights; auto = where `encoder install` put them.
var encoder = args.Length > 1 && SentenceEncoder.Open(args[1], SentenceEncoder.InstalledFolder) is { } local ? new CachedEncoder(local) : null;
var kept = Environment.GetEnvironmentVariable("ESCALATIONBOT_VECTORS");
if (kept is not null) encoder?.Open(kept);
switch (args.FirstOrDefault() ?? "quality")
{
    case "quality":
        TriageTable.Print(sets, null);
        if (encoder is not null) TriageTable.Print(sets, encoder);
        break;
    case "confidence":
        ConfidenceTraining.Print(sets, encoder, args.Length > 2 ? args[2] : "core/Triage/Models");
        break;
    case "ablation":
        Ablation.Print(sets, encoder);
        break;
    default:
        Console.Error.WriteLine("Use: quality (the engine with its defaults on every set), ablation (what each part brings) or confidence (fits the confidence model again), and then the folder of the sentence encoder or auto.");
        return 2;
}
if (kept is not null) encoder?.Save(kept);
return 0;
