using EscalationBot.Benchmarks;
using EscalationBot.Core.Knowledge.Embeddings;

if (args.FirstOrDefault() == "scale")
{
    ScaleTable.Print(args.Length > 1 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : 100_000);
    return 0;
}
if (args.FirstOrDefault() == "message" && args.Length > 1)
{
    await MessageTable.PrintAsync(args[1], args.Length > 2 ? int.Parse(args[2], System.Globalization.CultureInfo.InvariantCulture) : 40);
    return 0;
}
if (args.FirstOrDefault() == "safety")
{
    await SafetyTable.PrintAsync();
    return 0;
}
if (args.FirstOrDefault() == "decisions" && args.Length > 2)
{
    DecisionTable.Print(args[1], args[2], args.Contains("--held-back", StringComparer.Ordinal));
    return 0;
}
if (args.FirstOrDefault() == "encoder" && args.Length > 1)
{
    EncoderTable.Print(LocalEncoder.Load(args[1]));
    return 0;
}
var folder = Environment.GetEnvironmentVariable("ESCALATIONBOT_DATA") ?? "";
var sets = DataSet.All(folder);
if (sets.Count == 0)
{
    Console.Error.WriteLine("No data: set ESCALATIONBOT_DATA to the folder of the public question sets.");
    return 2;
}

// A second word names the folder of the sentence encoder's weights; auto = where `encoder install` put them.
var encoder = args.Length > 1 && EncoderLocator.Of(args[1], EncoderLocator.Folders).Encoder is { } local ? new CachedEncoder(local) : null;
var kept = Environment.GetEnvironmentVariable("ESCALATIONBOT_VECTORS");
if (kept is not null)
{
    encoder?.Open(kept);
}
switch (args.FirstOrDefault() ?? "quality")
{
    case "quality":
        TriageTable.Print(sets, null);
        if (encoder is not null)
        {
            TriageTable.Print(sets, encoder);
        }
        RoutingTable.Print(folder);
        break;
    case "routing":
        RoutingTable.Print(folder);
        break;
    case "confidence":
        ConfidenceTraining.Print(sets, encoder, args.Length > 2 ? args[2] : "core/Triage/Confidence/Models");
        break;
    case "ablation":
        Ablation.Print(sets, encoder);
        break;
    case "clusters":
        ClusterTable.Print(folder, sets, null);
        if (encoder is not null)
        {
            ClusterTable.Print(folder, sets, encoder);
        }
        break;
    case "features":
        FeatureTable.Print(sets, encoder);
        break;
    case "selfcal":
        SelfCalibrationTable.Print(sets, encoder);
        break;
    case "learning":
        LearningTable.Print(sets, encoder, args.Length > 2 ? double.Parse(args[2], System.Globalization.CultureInfo.InvariantCulture) : 1);
        break;
    case "print":
        RankingPrint.Print(sets, encoder);
        break;
    default:
        Console.Error.WriteLine(
            "Use: quality (the engine with its defaults on every set), routing (its last line alone), "
                + "ablation (what each part brings), confidence (fits the confidence model again), features (what "
                + "each kind of feature brings to it), selfcal (what measuring on the articles alone brings), learning (what confirmations bring, with the share of people who say something), print (a hash of every ranking), clusters (recurring "
                + "issues), each with the folder of the sentence encoder or auto; scale [ARTICLES] (speed and "
                + "size), message FOLDER [BATCHES] (what a message costs in each step, with an organisation's folder), decisions SAMPLE MESSAGES [--held-back] (how the sample organisation's messages are decided), safety (what masking, the audit and counting cost), or encoder FOLDER (its speed)."
        );
        return 2;
}
if (kept is not null)
{
    encoder?.Save(kept);
}
return 0;
