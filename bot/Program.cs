using EscalationBot.Bot.Commands;
using EscalationBot.Bot.Health;

using var signal = LargestFile.OutliveSignal();
return await CommandLine.RunAsync(args, Console.Out, Console.Error);
