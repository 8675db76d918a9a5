using System.Diagnostics;
using System.Text;
using EscalationBot.Bot.Ai;
using EscalationBot.Bot.Channels.Slack.Protocol;
using EscalationBot.Bot.Channels.Slack.Receiving;
using EscalationBot.Bot.Channels.Slack.Sending;
using EscalationBot.Bot.Channels.Teams.Protocol;
using EscalationBot.Bot.Channels.Teams.Receiving;
using EscalationBot.Bot.Channels.Teams.Sending;
using EscalationBot.Bot.Channels.WebChat.Protocol;
using EscalationBot.Bot.Pages;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Credits;
using EscalationBot.Core.Desk.Questions;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Knowledge.Articles.Import;
using EscalationBot.Core.Knowledge.Index;
using EscalationBot.Core.Knowledge.Search;
using EscalationBot.Core.Knowledge.Text;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation.Rota;
using EscalationBot.Core.Privacy;
using EscalationBot.Core.Triage;
using EscalationBot.Core.Triage.Criteria;
using EscalationBot.Core.Triage.Facts;
using EscalationBot.Tests.Desk;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;
using Xunit.Abstractions;
using Account = EscalationBot.Core.Organisation.Account;
using Activity = EscalationBot.Bot.Channels.Teams.Protocol.Activity;

namespace EscalationBot.Tests.House;

/// <summary>
/// Everything that reads text from outside, on texts that repeat one thing: four times the text may take about four times as long. A parser
/// whose time grows with the square lets one message, or one article, keep a processor busy for minutes.
/// </summary>
public sealed class ParserTimeTests(ITestOutputHelper output)
{
    private static readonly string[] Units =
    [
        "<",
        ">",
        "<a",
        "<a ",
        "</",
        "<!",
        "<@",
        "<@U1",
        "<@U1>",
        "<a|",
        "|",
        "&",
        "&amp",
        "&#",
        "&lt;",
        "[",
        "![",
        "[a](",
        "](",
        "*",
        "*a",
        "_a",
        "*a_",
        "**a*",
        "`",
        "`a",
        "```\n",
        "|a",
        "|\n",
        "> ",
        ">\n",
        "- ",
        "- a\n",
        "  - a\n",
        "# ",
        "# a\n",
        "a\n",
        "a\n\n",
        "\n",
        "\r\n",
        " ",
        "\t",
        "a",
        "a ",
        "a.",
        "a. ",
        "é",
        "日本",
        "\ud800",
        "\0",
        "@bot ",
        "@",
        "@bot",
        "x@y.",
        "http://",
        "http://a ",
        "www.",
        "1",
        "1 ",
        "1.",
        "1.1",
        "1,",
        "1,000 ",
        "$1",
        "€ 1 ",
        "12/",
        "12/12/",
        "1 jan ",
        "jan ",
        "ESC-1",
        "ESC-1 ",
        "esc",
        "status ESC-1",
        "\"",
        "\",",
        "'",
        "(",
        ")",
        "{",
        "}",
        ":",
        ": ",
        ";",
        "/",
        "\\",
        "=",
        "%",
        "%20",
        "+",
        "~",
        "- - ",
        "1) ",
        "password for ",
        "password for a: ",
        "password to ",
        "pw a",
        "passphrase: a ",
        "login a/",
        "<password>",
        "<a name=\"password\" ",
        "| password | ",
        "mysql -p",
        "DE 89 ",
        "4 1 1 ",
        "4111-1111 ",
        "&colon;",
        "&#58",
        "we tried ",
        "still no ",
        "happened ",
        "everyone ",
        "error ",
        "error 1",
        "AB-1",
        "v1.",
        "DE44",
        "4111 ",
        "sk-",
        "Bearer ",
        "password: ",
        "ignore all ",
        "On 1 jan a wrote:\n",
        "-- \n",
        "<br",
        "<br ",
        "<p>",
        "<blockquote ",
        "schema.skype.com/Reply",
        "-a",
        "a-",
        "_a-",
        "a@",
        "A",
        "Aa",
        "Aa ",
        "Aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa ",
        "1-",
        "1/",
        "ESC-",
        "https://a",
        "\u0661",
        "\u200b",
        "\u2022",
        "pin: 1234 ",
        "4111 1111 1111 1111 ",
        "credit me ",
        "may I ",
        "> > ",
        "--\nFrom: a\nSent: b\nSubject: c\n",
        "From: a\nSent: b\n\n",
        "\n-- \n\n",
        "This message is confidential.\n\n",
        "at a.b(c:1)\n",
        "\"a\": 1,\n",
    ];

    private static readonly TriageData Data = new()
    {
        Knowledge = SearchIndex.Of(DeskWorld.Articles),
        Categories = ["technical", "billing"],
        Accounts = new AccountFinder([new Account("acme", "Acme Freight", "enterprise", null, null, null, null, "")]),
    };
    private static readonly TriageEngine Engine = new(Data);
    private static readonly AccountFinder Accounts = new([
        new Account("acme-1", "Acme Freight", "enterprise", null, null, null, null, ""),
        new Account("next", "Next & Sons Ltd", "", null, null, null, null, ""),
    ]);
    private static readonly Workplace Workplace = new(
        OrganisationFixture.Of([
            ("organisation.yaml", AuthorityDeskTests.People),
            ("authority.yaml", AuthorityDeskTests.Authority),
            ("accounts.csv", "id,name\nacme-1,Acme Freight\nnext,Next & Sons Ltd\n"),
        ]),
        new TriageEngine(Data with { Accounts = Accounts })
    );
    private static readonly IReadOnlyList<Lesson> Taught = [new("how do I export data", "a"), new("get the data out", "b")];

    /// <summary>By name; texts that are cut before they are read are given as long as that.</summary>
    private static readonly Dictionary<string, (int Longest, Action<string> Read)> Parsers = new(StringComparer.Ordinal)
    {
        ["Slack text"] = (160_000, text => SlackText.Read(text, "U1", _ => null)),
        ["Slack text written"] = (160_000, text => SlackText.EscapeMrkdwn(text, 3000)),
        ["Slack form"] = (160_000, text => SlackForm.Parse(Encoding.UTF8.GetBytes(text))),
        ["Teams HTML"] = (160_000, text => TeamsText.FromHtml(text)),
        ["Teams text"] = (
            160_000,
            text =>
                TeamsText.Read(
                    new Activity
                    {
                        Type = "message",
                        Text = text,
                        TextFormat = "xml",
                    }
                )
        ),
        ["Teams text written"] = (160_000, text => CardText.Escape(text)),
        ["web chat mention"] = (40_000, text => BotMention.Remove(text)),
        ["command"] = (
            160_000,
            text =>
            {
                TypedCommands.LeadingCaseNumber(text);
                TypedCommands.FindCaseNumber(text);
                TypedCommands.WithoutLeadingNumber(text);
            }
        ),
        ["absence"] = (
            160_000,
            text =>
            {
                AwayWords.About(text);
                AwayWords.Read(text, DateTimeOffset.UnixEpoch, TimeZoneInfo.Utc, System.Globalization.CultureInfo.InvariantCulture);
            }
        ),
        ["calendar"] = (
            160_000,
            text =>
            {
                CalendarFile.Load(text, TimeZoneInfo.Utc, DateTimeOffset.UnixEpoch, []);
                CalendarFile.Load(
                    $"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:{text}\r\nDTSTART:19700101T080000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
                    TimeZoneInfo.Utc,
                    DateTimeOffset.UnixEpoch,
                    []
                );
            }
        ),
        ["page Markdown"] = (40_000, text => Prose.Render(text, 500)),
        ["Slack Markdown"] = (40_000, text => SlackMarkdown.Render(text, 2500)),
        ["Teams Markdown"] = (40_000, text => TeamsMarkdown.Render(text, 2500)),
        ["page links"] = (
            40_000,
            text =>
            {
                foreach (var one in Links.Split(text))
                {
                    GC.KeepAlive(one);
                }
            }
        ),
        ["page text"] = (160_000, text => LongText.Split(text)),
        ["Markdown limits"] = (640_000, text => MarkdownLimits.Find(text)),
        ["article"] = (160_000, text => ArticleFiles.Read("a.md", $"---\nid: a\n---\n{text}", default)),
        ["front matter"] = (16_000, text => ArticleFiles.Read("a.md", $"---\ntitle: {text}\n---\nbody", default)),
        ["passages"] = (160_000, text => Passages.Of(text)),
        ["index"] = (160_000, text => SearchIndex.Of([new Article("a", "A", text, [])])),
        ["CSV"] = (
            160_000,
            text =>
            {
                foreach (var row in new CsvRows("id,body\n" + text).Read())
                {
                    GC.KeepAlive(row);
                }
            }
        ),
        ["jsonl"] = (160_000, text => JsonlImport.Read("a.jsonl", new StringReader(text), default)),
        ["folding"] = (160_000, text => Folding.Fold(text)),
        ["parts of a message"] = (40_000, text => GC.KeepAlive(MessageParts.Of(text).Searched)),
        ["accounts"] = (40_000, text => Accounts.Find(text)),
        ["account given"] = (40_000, text => Accounts.Given(text)),
        ["permission"] = (40_000, text => AuthorityQuestion.Find(Workplace, text, text)),
        ["what masks"] = (40_000, text => Masking.Mask(text)),
        ["what was said"] = (40_000, ReadSaid),
        ["criteria words"] = (8_000, text => ReadCriteria(text)),
        ["triage"] = (8_000, text => Engine.Judge(Question.Of(text), Circumstances.None, default)),
        ["likeness"] = (8_000, text => Wordings.AreConfirmedFor(text, Taught)),
        ["redaction"] = (20_000, text => new Redaction(["Ana Rep", "Bob"]).Apply(text)),
        ["injection"] = (20_000, text => Injection.In(text)),
        ["sentences"] = (20_000, text => WrittenSentences.Of(text, isWhole: true)),
        ["question text"] = (160_000, text => QuestionText.Fit(text)),
    };

    private static readonly WordTerms Terms = new();
    private static readonly WordPattern[] Patterns =
    [
        WordPattern.From("legal action", Terms),
        WordPattern.From("a* + b* + c* + legal", Terms),
    ];
    private static readonly TypingSlips Slips = new(["lawyer", "disappear", "refund"]);

    private static void ReadCriteria(string text)
    {
        var folded = new FoldedText(text, Terms, Slips);
        foreach (var pattern in Patterns)
        {
            folded.Contains(pattern, claimed: true);
        }
    }

    /// <summary>What the desk asks of a message before and beside judging it.</summary>
    private static void ReadSaid(string text)
    {
        var place = new Place(ChannelNames.Web, "web:ana");
        var said = new Inbound.Said("1", text)
        {
            Origin = new()
            {
                DeliveryKey = "1",
                MessageKey = "1",
                From = new PersonKey(ChannelNames.Web, "ana"),
                Place = place,
                Direct = true,
                At = DateTimeOffset.UnixEpoch,
            },
            Addressed = true,
        };
        TypedCommands.Read(said, Words.In("en"));
        GoingOn.IsSaid(text);
        FollowUpWords.IsNotSolved(text);
        FollowUpWords.NewsAbout(text);
        FollowUpWords.WantsPerson(text);
        ReplyReading.IsYesOrNo(text);
        ContentWords.Shared(text, text);
        TypedCommands.WithoutCaseNumbers(text);
    }

    public static TheoryData<string> Names { get; } = [.. Parsers.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Four_times_the_text_takes_about_four_times_as_long(string parser)
    {
        var (longest, read) = Parsers[parser];
        List<string> slow = [];
        foreach (var unit in Units)
        {
            var (whole, quarter) = (Text(unit, longest), Text(unit, longest / 4));
            // The first look is cheap; only what took long is measured again, since this machine does other things as well.
            var took = Time(read, whole);
            if (took < Patience)
            {
                continue;
            }

            // What grows with the square does so at each look; what only met other work does not.
            var before = double.MaxValue;
            for (var look = 0; look < Looks; look++)
            {
                took = Math.Min(took, Time(read, whole));
                before = Math.Min(before, Time(read, quarter));
                if (look > 0 && (took < Patience || took <= before * 8))
                {
                    break;
                }
            }

            output.WriteLine($"{parser}, {Shown(unit)}: {before:F0} ms, {took:F0} ms");
            if (took >= Patience && took > before * 8)
            {
                slow.Add($"{Shown(unit)} {before:F0} ms → {took:F0} ms");
            }
        }

        slow.ShouldBeEmpty(parser);
    }

    /// <summary>Milliseconds that the longest text may take without further questions.</summary>
    private const double Patience = 80;

    private const int Looks = 12;

    /// <summary>Milliseconds of processor time that this thread took: other tests run beside this one.</summary>
    private static double Time(Action<string> read, string text)
    {
        var (watch, before) = (Stopwatch.StartNew(), OnProcessor());
        read(text);
        return before is { } from && OnProcessor() is { } until ? until - from : watch.Elapsed.TotalMilliseconds;
    }

    private static double? OnProcessor() =>
        File.Exists(ThreadStatistics)
            ? long.Parse(File.ReadAllText(ThreadStatistics).Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture) / 1e6
            : null;

    private const string ThreadStatistics = "/proc/thread-self/schedstat";

    private static string Text(string unit, int length) => string.Concat(Enumerable.Repeat(unit, Math.Max(1, length / unit.Length)));

    private static string Shown(string unit) =>
        unit.Replace("\n", "\\n", StringComparison.Ordinal)
            .Replace("\r", "\\r", StringComparison.Ordinal)
            .Replace("\0", "\\0", StringComparison.Ordinal)
            .Replace("\ud800", "\\ud800", StringComparison.Ordinal);
}
