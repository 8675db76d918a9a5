using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Decisions;
using Microsoft.Extensions.Options;

namespace EscalationBot.Bot.Hosting;

/// <summary>
/// Settings under <c>Limits:</c>: what one person, one conversation and all senders together may ask of the bot. The defaults are far above
/// honest use.
/// </summary>
internal sealed record LimitsOptions
{
    /// <summary>Length of the window in which people's messages, questions and cases are counted.</summary>
    public int WindowMinutes { get; init; } = 60;
    public int MessagesPerPerson { get; init; } = 2_000;
    public int QuestionsPerPerson { get; init; } = 1_000;
    public int CasesPerPerson { get; init; } = 200;
    public int MessagesPerPlace { get; init; } = 20_000;
    public int QuestionsPerPlace { get; init; } = 10_000;
    public int CasesPerPlace { get; init; } = 2_000;

    /// <summary>Requests of one person who signed in, in all their sessions; a minute's worth may come at once.</summary>
    public int RequestsPerMinutePerPerson { get; init; } = 6_000;

    /// <summary>
    /// Requests from one address (IPv6: one network of 64 bits), signed in or not; Teams' and Slack's own are not counted.
    /// </summary>
    public int RequestsPerMinutePerAddress { get; init; } = 60_000;

    /// <summary>Event streams that one person holds open: one for each tab.</summary>
    public int StreamsPerPerson { get; init; } = 16;

    /// <summary>Event streams from one address where nobody is signed in.</summary>
    public int StreamsPerAddress { get; init; } = 64;

    /// <summary>Open connections, whoever they are from.</summary>
    public int Connections { get; init; } = 2_000;

    /// <summary>Request bodies that are being read, together.</summary>
    public int BodiesMegabytes { get; init; } = 32;

    /// <summary>Seconds in which a request body must have arrived.</summary>
    public int BodySeconds { get; init; } = 15;

    /// <summary>The limits as the desk takes them.</summary>
    public QuotaLimits Quotas =>
        new()
        {
            Window = TimeSpan.FromMinutes(WindowMinutes),
            Person = new Usage(MessagesPerPerson, QuestionsPerPerson, CasesPerPerson),
            Place = new Usage(MessagesPerPlace, QuestionsPerPlace, CasesPerPlace),
        };

    internal sealed class Validation : IValidateOptions<LimitsOptions>
    {
        public ValidateOptionsResult Validate(string? name, LimitsOptions options)
        {
            List<string> wrong = [];
            Check(nameof(WindowMinutes), options.WindowMinutes, 1, 1_440);
            Check(nameof(MessagesPerPerson), options.MessagesPerPerson, 1, 1_000_000);
            Check(nameof(QuestionsPerPerson), options.QuestionsPerPerson, 1, 1_000_000);
            Check(nameof(CasesPerPerson), options.CasesPerPerson, 1, 1_000_000);
            Check(nameof(MessagesPerPlace), options.MessagesPerPlace, 1, 10_000_000);
            Check(nameof(QuestionsPerPlace), options.QuestionsPerPlace, 1, 10_000_000);
            Check(nameof(CasesPerPlace), options.CasesPerPlace, 1, 10_000_000);
            Check(nameof(RequestsPerMinutePerPerson), options.RequestsPerMinutePerPerson, 1, 1_000_000);
            Check(nameof(RequestsPerMinutePerAddress), options.RequestsPerMinutePerAddress, 1, 10_000_000);
            Check(nameof(StreamsPerPerson), options.StreamsPerPerson, 1, 10_000);
            Check(nameof(StreamsPerAddress), options.StreamsPerAddress, 1, 100_000);
            Check(nameof(Connections), options.Connections, 16, 100_000);
            Check(nameof(BodiesMegabytes), options.BodiesMegabytes, 4, 1_024);
            Check(nameof(BodySeconds), options.BodySeconds, 2, 300);
            return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);

            void Check(string setting, int value, int least, int most)
            {
                if (value < least || value > most)
                {
                    wrong.Add(
                        string.Create(
                            System.Globalization.CultureInfo.InvariantCulture,
                            $"Limits:{setting}: write a whole number between {least} and {most}, not {value}."
                        )
                    );
                }
            }
        }
    }
}
