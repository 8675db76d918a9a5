using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Triage.Facts;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace EscalationBot.Tests.Messages.Corpus;

/// <summary>
/// Messages as people and platforms really send them, each said on every channel where it can exist, and how they are read.
/// </summary>
public sealed class CorpusTests(ITestOutputHelper output)
{
    private const double Sure = 0.5;
    private static readonly Words Words = Words.In("en");
    private static readonly AccountFinder Accounts = new(
        OrganisationFixture
            .Of(
                (
                    "accounts.csv",
                    """
                    id,name,tier,arr,renewal,owner_email,language,notes
                    monday,Monday.com,enterprise,1,,,,
                    next,Next,enterprise,1,,,,
                    will,Will,starter,1,,,,
                    access,The Access Group,enterprise,1,,,,
                    target,Target Inc,starter,1,,,,
                    ionos,1&1,starter,1,,,,
                    ben,Ben & Jerry's,starter,1,,,,
                    huawei,华为技术有限公司,starter,1,,,,
                    mirai,株式会社ミライ,starter,1,,,,
                    samsung,삼성전자,starter,1,,,,
                    acme,Acme Freight,enterprise,1,,,,
                    may,May GmbH,starter,1,,,,
                    post,Post AG,starter,1,,,,
                    """
                )
            )
            .Accounts
    );

    public static TheoryData<int> Rows() => [.. Enumerable.Range(0, CorpusRow.All.Count)];

    [Theory]
    [MemberData(nameof(Rows))]
    public void It_is_read_as_a_person_would_read_it(int row) => Wrong(CorpusRow.All[row]).ShouldBeEmpty();

    [Fact]
    public void There_are_enough_of_each_kind_and_language()
    {
        var rows = CorpusRow.All;
        var readings = rows.Sum(row => CorpusChannels.Read(row).Count());
        output.WriteLine($"{rows.Count} rows, {readings} readings, wrong rows: {rows.Count(row => Wrong(row).Any())}");
        rows.Count.ShouldBeGreaterThanOrEqualTo(300);
        rows.Select(row => row.Kind).Distinct().Count().ShouldBeGreaterThanOrEqualTo(8);
        rows.Select(row => row.Lang).Distinct().Order(StringComparer.Ordinal).ShouldBe(["de", "en", "es", "fr", "zh"]);
    }

    /// <summary>What is read otherwise, per channel and part.</summary>
    private static IEnumerable<string> Wrong(CorpusRow row)
    {
        foreach (var (channel, said) in CorpusChannels.Read(row))
        {
            if (said is null)
            {
                yield return $"{channel}: not heard";
                continue;
            }
            var parts = MessageParts.Of(said.Text);
            foreach (
                var (name, wanted, found) in new[]
                {
                    ("own", row.Own is null ? null : Flat(row.Own), Flat(parts.Own)),
                    ("command", row.Command?.ToLowerInvariant(), TypedCommands.Read(said, Words).Command.ToString().ToLowerInvariant()),
                    ("account", row.Account, AccountIn(parts.Own)),
                    (
                        "files",
                        row.Files is null ? null : string.Join(';', row.Files),
                        string.Join(';', said.Files.Select(file => file.Name))
                    ),
                }
            )
            {
                if (wanted is not null && wanted != found)
                {
                    yield return $"{channel} {name}: \"{found}\" instead of \"{wanted}\" of {Flat(said.Text)}";
                }
            }
            foreach (
                var (name, wanted, part) in new[]
                {
                    ("quote", row.Quote, parts.Quote),
                    ("signature", row.Signature, parts.Signature),
                    ("code", row.Code, parts.Code),
                    ("attachment", row.Attachment, parts.Attachment),
                }
            )
            {
                if (wanted is not null && !Flat(part).Contains(Flat(wanted), StringComparison.Ordinal))
                {
                    yield return $"{channel} {name}: \"{Flat(part)}\" lacks \"{wanted}\" of {Flat(said.Text)}";
                }
            }
        }
    }

    private static string AccountIn(string own) =>
        Accounts.Find(own).Where(match => match.Certainty >= Sure).Select(match => match.Account.Id).FirstOrDefault() ?? "";

    private static string Flat(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
