using EscalationBot.Benchmarks;
using EscalationBot.Core.Knowledge.Sentences;

if (args.FirstOrDefault() == "scale")
{
    ScaleTable.Print(args.Length > 1 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : 100_000);
    return 0;
}
if (args.FirstOrDefault() == "encoder" && args.Length > 1)
{
    EncoderTable.Print(SentenceEncoder.Load(args[1]));
    return 0;
}
var folder = Environment.GetEnvironmentVariable("ESCALATIONBOT_DATA") ?? "";
var sets = DataSet.All(folder);
if (sets.Count == 0)
{
    Console.Error.WriteLine("No data: set ESCALATIONBOT_DATA to the folder of the public question sets.");
    return 2;
}
// A second word names the folder of the sentence encoder's weights.
var encoder = args.Length > 1 ? SentenceEncoder.Load(args[1]) : null;
switch (args.FirstOrDefault() ?? "quality")
{
    case "quality":
        TriageTable.Print(sets, encoder);
        return 0;
    case "confidence":
        ConfidenceTraining.Print(sets, encoder);
        return 0;
    case "print":
        RankingPrint.Print(sets, encoder);
        return 0;
    default:
        Console.Error.WriteLine("Use: quality (the engine with its defaults on every set), confidence (fits the confidence model again), print (a hash of every ranking), scale [ARTICLES] (speed and size), or encoder FOLDER (its speed).");
        return 2;
}
