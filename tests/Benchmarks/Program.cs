using EscalationBot.Benchmarks;

var folder = Environment.GetEnvironmentVariable("ESCALATIONBOT_DATA") ?? "";
var sets = DataSet.All(folder);
if (sets.Count == 0)
{
    Console.Error.WriteLine("No data: set ESCALATIONBOT_DATA to the folder of the public question sets.");
    return 2;
}
switch (args.FirstOrDefault() ?? "quality")
{
    case "quality":
        TriageTable.Print(sets);
        return 0;
    case "confidence":
        ConfidenceTraining.Print(sets);
        return 0;
    default:
        Console.Error.WriteLine("Use: quality (the engine with its defaults on every set) or confidence (fits the confidence model again).");
        return 2;
}
