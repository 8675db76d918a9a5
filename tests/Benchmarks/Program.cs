using EscalationBot.Benchmarks;

var folder = Environment.GetEnvironmentVariable("ESCALATIONBOT_DATA") ?? "";
var sets = DataSet.All(folder);
if (sets.Count == 0)
{
    Console.Error.WriteLine("No data: set ESCALATIONBOT_DATA to the folder of the public question sets.");
    return 2;
}
TriageTable.Print(sets);
return 0;
