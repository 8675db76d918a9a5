using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.Calendar;
using EscalationBot.Core.Organisation.Files;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Organisation;

/// <summary>The reference of all keys says what the readers do.</summary>
public sealed class ReferencePageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _page = File.ReadAllText(ReferencePage.File);

    public ReferencePageTests()
    {
        foreach (var (file, text) in ReferencePage.Examples(_page))
        {
            _folder.Write(file, text);
        }
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Its_examples_are_an_organisation_without_a_single_problem()
    {
        ReferencePage
            .Examples(_page)
            .Keys.ShouldBe(
                [
                    .. OrganisationFolder.Files,
                    "knowledge/example.md",
                    "accounts/acme/order-form.md",
                    "accounts/acme/contract.md",
                    "rota/technical.ics",
                    "away/bob.ics",
                ],
                ignoreOrder: true
            );
        ReferencePage.Read(_folder.Path).Reading.Problems.ShouldBeEmpty();
        KnowledgeFolder.Read(_folder.Path).Problems.ShouldBeEmpty();
    }

    /// <summary>With ESCALATIONBOT_WRITE=1 in the environment it writes the page; then fill in what says "?".</summary>
    [Fact]
    public void Every_key_that_a_reader_asks_for_stands_in_it_with_type_default_example_and_meaning()
    {
        var made = ReferencePage.Update(_page, ReferencePage.Read(_folder.Path).Keys);
        if (Environment.GetEnvironmentVariable("ESCALATIONBOT_WRITE") == "1")
        {
            File.WriteAllText(ReferencePage.File, made);
        }
        _page.ShouldBe(
            made,
            "A key was added, changed or removed: ESCALATIONBOT_WRITE=1 dotnet test tests --filter ReferencePage writes the page."
        );
        made.ShouldNotContain("| ? |");
    }

    /// <summary>What the page says of defaults, for those that can be seen in a small organisation.</summary>
    [Fact]
    public void Its_defaults_are_those_of_a_small_organisation()
    {
        foreach (var file in System.IO.Directory.GetFiles(_folder.Path))
        {
            File.Delete(file);
        }
        System.IO.Directory.Delete(Path.Combine(_folder.Path, "accounts"), recursive: true);
        _folder.Write(
            "organisation.yaml",
            "name: Small\npeople: [{ email: a@example.com, roles: [specialist], queues: [q] }]\nqueues: [{ "
                + "id: q, place: \"web:q\", default: true }]\n"
        );
        var small = OrganisationFolder.Read(_folder.Path).Organisation.ShouldNotBeNull();
        Default("organisation.yaml", "language").ShouldBe($"`{small.Language}`");
        Default("organisation.yaml", "askers").ShouldBe(small.Askers is Askers.Anyone ? "`anyone`" : "`listed`");
        Default("organisation.yaml", "time_zone").ShouldBe($"`{small.Calendar.Zone.Id}`");
        Default("organisation.yaml", "hours").ShouldBe("`{ mon-fri: \"09:00-17:00\" }`");
        small.Calendar.Hours.On(DayOfWeek.Monday).ShouldHaveSingleItem().ShouldBe(new OpeningRange(9 * 60, 17 * 60));
        Default("organisation.yaml", "people[].name").ShouldBe("the e-mail address");
        small.People[0].Name.ShouldBe("a@example.com");
        Default("organisation.yaml", "queues[].service_levels.p1.claim")
            .ShouldBe("the default queue's; there `5m`, `15m`, `1h`, `4h` for p1 to p4");
        new[] { small.DefaultQueue.Levels.P1, small.DefaultQueue.Levels.P2, small.DefaultQueue.Levels.P3, small.DefaultQueue.Levels.P4 }
            .Select(level => level.Claim.ToString())
            .ShouldBe(["5m", "15m", "1h", "4h"]);
        Default("authority.yaml", "currency").ShouldBe($"`{small.Authority.Currency}`");
    }

    private string Default(string file, string key) => _page.Split("## " + file + "\n")[1].Split("\n| `" + key + "` | ")[1].Split(" | ")[1];
}
