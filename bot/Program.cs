using EscalationBot.Bot.Commands;

return await CommandLine.RunAsync(args, Console.Out, Console.Error);
