using EscalationBot.Bot.Commands;

using var signal = LargestFile.OutliveSignal();
return await CommandLine.RunAsync(args, Console.Out, Console.Error);
