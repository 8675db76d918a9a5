using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.Calendar;
using EscalationBot.Core.Organisation.Files;
using EscalationBot.Core.Organisation.People;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Organisation;

public sealed class OrganisationFolderTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private readonly OrganisationFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    /// <summary>Problems as "file:line what", errors only.</summary>
    private string[] Errors() =>
        [
            .. _fixture
                .Problems(Now)
                .Where(problem => problem.Level == ProblemLevel.Error)
                .Select(problem => $"{problem.File}:{problem.Line} {problem.What}"),
        ];

    private Problem OnlyProblem() => _fixture.Problems(Now).ShouldHaveSingleItem();

    [Fact]
    public void The_contracts_own_example_is_read()
    {
        var organisation = _fixture.Read(Now);

        organisation.Name.ShouldBe("Test Support");
        organisation.Language.ShouldBe("en");
        organisation.Askers.ShouldBe(Askers.Anyone);
        organisation.Calendar.Zone.Id.ShouldBe("Europe/Berlin");
        organisation.Calendar.Holidays.ShouldBe([new DateOnly(2026, 12, 25)]);
        organisation.FindPerson(" BOB@Example.com ").ShouldNotBeNull().Queues.ShouldBe(["billing", "technical"]);
        organisation.FindPerson("nobody@example.com").ShouldBeNull();
        organisation.QueueFor("contract").Id.ShouldBe("billing");
        organisation.QueueFor("weather").Id.ShouldBe("technical");
        organisation.QueueFor(null).Id.ShouldBe("technical");
        organisation.FindQueue("billing").ShouldNotBeNull().Levels.P1.Claim.ShouldBe(BusinessTime.OfMinutes(5));
        organisation.SpecialistFor("acme", "technical").ShouldNotBeNull().Name.ShouldBe("Bob");
        organisation.SpecialistFor("birch", "technical").ShouldBeNull();
        organisation.With(Roles.Manager, "billing").ShouldHaveSingleItem().Name.ShouldBe("Mia");
        var acme = organisation.FindAccount("ACME").ShouldNotBeNull();
        acme.ShouldBe(
            new Account("acme", "Acme Freight", "enterprise", 120000, new DateOnly(2027, 1, 31), "mia@example.com", "en", "Ships at night")
        );
        var digest = organisation.Digests.ShouldHaveSingleItem();
        digest.At.ShouldBe(new TimeOnly(8, 30));
        digest.On.Count.ShouldBe(5);
        _fixture.Problems(Now).ShouldBeEmpty();
    }

    [Fact]
    public void All_problems_of_all_files_are_told_at_once_each_with_its_line()
    {
        _fixture.Write(
            "organisation.yaml",
            """
            name: Test Support
            time_zone: Europe/Berln
            hours: { mon-fri: "9-17", frida: "09:00-17:00" }
            holidays: [2026-12-25, 25.12.2027]
            peple: []
            people:
              - { email: ana@example.com, name: Ana, roles: [rep] }
              - { email: ANA@example.com, name: Ana again, roles: [specialst], queues: [tecnical], deputy: nobody@example.com }
            queues:
              - { id: technical, title: Technical, place: "slack:Specialists", categories: [technical], default: true,
                  service_levels: { p1: { claim: 5 minutes }, p5: { claim: 5m } } }
              - { id: billing, title: Billing, place: "web:billing", categories: [technical], default: true }
            """
        );
        _fixture.Write(
            "criteria.yaml",
            """
            version: 1
            owner: mia@example.com
            review_by: soon
            criteria:
              - { id: a, when: { word: [x] }, then: { escalate: now }, why: y }
              - { id: a, when: { words: [x] }, then: { escalate: later, queue: biling }, why: y }
            """
        );
        _fixture.Write("accounts.csv", "id,name,arr,renewal\nacme,Acme,12k,31.1.2027\nacme,Acme,1,\n");

        Errors()
            .ShouldBe(
                [
                    "organisation.yaml:2 'Europe/Berln' is no time zone that this machine knows.",
                    "organisation.yaml:3 '9-17' is no range of times.",
                    "organisation.yaml:3 'frida' names no weekdays.",
                    "organisation.yaml:4 '25.12.2027' is no date.",
                    "organisation.yaml:5 'peple' is not known here.",
                    "organisation.yaml:8 'specialst' is no role.",
                    "organisation.yaml:8 'tecnical' is no queue.",
                    "organisation.yaml:8 ana@example.com is listed twice (first on line 7).",
                    "organisation.yaml:10 'slack:Specialists' is no place.",
                    "organisation.yaml:11 '5 minutes' is no value for 'claim'.",
                    "organisation.yaml:11 'p5' is not known here.",
                    "organisation.yaml:12 The category 'technical' is already in the queue 'technical'.",
                    "organisation.yaml:12 'billing' is a second default queue (the first is 'technical').",
                    "accounts.csv:2 '12k' is no value for 'arr'.",
                    "accounts.csv:2 '31.1.2027' is no value for 'renewal'.",
                    "accounts.csv:3 The account 'acme' stands on line 2 already.",
                    "criteria.yaml:3 'soon' is no value for 'review_by'.",
                    "criteria.yaml:5 'word' is no condition.",
                    "criteria.yaml:6 'later' is no way to escalate.",
                    "criteria.yaml:6 'biling' is no queue.",
                ],
                ignoreOrder: true
            );
        _fixture
            .Problems(Now)
            .Single(problem => problem.What.StartsWith("'peple'", StringComparison.Ordinal))
            .Fix.ShouldBe("Did you mean 'people'?");
        OrganisationFolder.Read(_fixture.Folder, Now).Organisation.ShouldBeNull();
    }

    [Fact]
    public void A_problem_reads_like_a_compilers_message()
    {
        _fixture.Change("organisation.yaml", "askers: anyone", "askers: everyone");

        OnlyProblem()
            .ToString()
            .ShouldBe("organisation.yaml:6: error: 'everyone' is no kind of askers. Known here: anyone, listed, guests.");
    }

    [Theory]
    [InlineData("name: Test Support", "name: [a, b]", 1)]
    [InlineData("name: Test Support", "# none", 2)]
    [InlineData("language: en", "language: english language", 2)]
    [InlineData("time_zone: Europe/Berlin", "time_zone: ../../etc/passwd", 3)]
    [InlineData("{ mon-fri: \"09:00-17:00\" }", "{ mon-fri: \"09:00-25:00\" }", 4)]
    [InlineData("{ mon-fri: \"09:00-17:00\" }", "{ mon-fri: \"22:00-06:00\" }", 4)]
    [InlineData("{ mon-fri: \"09:00-17:00\" }", "{ mon-fri: \"09:00-13:00,12:00-17:00\" }", 4)]
    [InlineData("{ mon-fri: \"09:00-17:00\" }", "{ mon-fri: \"09:00-17:00\", tue: \"10:00-12:00\" }", 4)]
    [InlineData("{ mon-fri: \"09:00-17:00\" }", "{ mon: closed }", 4)]
    [InlineData("{ mon-fri: \"09:00-17:00\" }", "always", 4)]
    [InlineData("deputy: carol@example.com", "deputy: bob@example.com", 9)]
    [InlineData("deputy: carol@example.com", "deputy: dan@example.com", 9)]
    [InlineData("deputy: carol@example.com", "deputy: carol", 9)]
    [InlineData("accounts: [acme]", "accounts: [acne]", 9)]
    [InlineData("roles: [rep]", "role: [rep]", 8)]
    [InlineData("place: \"web:billing\"", "place: \"#billing\"", 15)]
    [InlineData("place: \"web:billing\"", "place: teams:general", 15)]
    [InlineData("id: billing", "id: technical", 15)]
    [InlineData("id: billing", "id: Billing Queue", 15)]
    [InlineData(", default: true", ", default: maybe", 13)]
    [InlineData("update: 1h", "update: 1w", 14)]
    [InlineData("to: mia@example.com", "to: ana@example.com", 17)]
    [InlineData("to: mia@example.com", "to: dan@example.com", 17)]
    [InlineData("at: \"08:30\"", "at: 8.30", 17)]
    [InlineData("on: [mon,", "on: [moon,", 17)]
    public void One_slip_is_told_with_its_line(string from, string to, int line)
    {
        _fixture.Change("organisation.yaml", from, to);

        var problems = _fixture.Problems(Now);
        problems.ShouldContain(
            problem => problem.Level == ProblemLevel.Error && problem.Line == line && problem.Fix.Length > 0,
            string.Join('\n', problems)
        );
        OrganisationFolder.Read(_fixture.Folder, Now).Organisation.ShouldBeNull();
    }

    [Theory]
    [InlineData("{ mon-fri: \"09:00-17:00\" }", "24/7")]
    [InlineData("{ mon-fri: \"09:00-17:00\" }", "{ mon-sun: \"00:00-24:00\" }")]
    [InlineData("{ mon-fri: \"09:00-17:00\" }", "{ mon-thu: \"09:00-12:00,13:00-17:00\", fri: \"09:00-12:00\", \"sat,sun\": closed }")]
    [InlineData("\"web:billing\"", "\"slack:#büro_1-a\"")]
    [InlineData("\"web:billing\"", "slack:C0123ABCD")]
    [InlineData("\"web:billing\"", "\"teams:19:abc_def-123@thread.tacv2\"")]
    [InlineData("askers: anyone", "askers: listed")]
    [InlineData("roles: [rep]", "roles: rep")]
    public void Other_ways_to_write_it_are_read(string from, string to) =>
        _fixture.Change("organisation.yaml", from, to).Problems(Now).ShouldBeEmpty();

    [Theory]
    [InlineData("name: x\n\tlanguage: en", 0)]
    [InlineData("name: \"x\npeople: [", 0)]
    [InlineData("name: x\nname: y", 2)]
    [InlineData("- a\n- b", 1)]
    [InlineData("just words", 1)]
    [InlineData("name: x\n---\nname: y", 0)]
    [InlineData("name: *nobody", 1)]
    [InlineData("? [a, b]\n: c", 1)]
    public void Broken_yaml_is_a_problem_and_no_exception(string yaml, int line)
    {
        _fixture.Write("organisation.yaml", yaml);

        _fixture
            .Problems(Now)
            .ShouldContain(problem =>
                problem.Level == ProblemLevel.Error && problem.File == "organisation.yaml" && (line == 0 || problem.Line == line)
            );
    }

    [Fact]
    public void Nesting_and_aliases_cannot_blow_up()
    {
        _fixture.Write("organisation.yaml", "name: " + new string('[', 100_000));
        Errors().ShouldHaveSingleItem().ShouldContain("nested too deeply");

        var laughs =
            "a: &a [x,x,x,x,x,x,x,x,x,x]\n"
            + string.Concat(
                "bcdefgh".Select((name, i) => $"{name}: &{name} [{string.Join(',', Enumerable.Repeat("*" + "abcdefgh"[i], 10))}]\n")
            );
        _fixture.Write("organisation.yaml", laughs);
        Errors().ShouldHaveSingleItem().ShouldContain("too many values");
    }

    [Fact]
    public void A_value_written_once_may_be_used_again_by_an_alias()
    {
        _fixture.Change("organisation.yaml", "{ claim: 15m, update: 1d, resolve: 1d }", "&usual { claim: 15m, update: 1d, resolve: 1d }");
        _fixture.Change("organisation.yaml", "p3: { claim: 1h, update: 1d, resolve: 3d }", "p3: *usual");

        _fixture.Read(Now).DefaultQueue.Levels.P3.Claim.ShouldBe(BusinessTime.OfMinutes(15));
    }

    [Fact]
    public void Bytes_that_are_no_text_an_empty_file_and_a_missing_folder_are_problems()
    {
        File.WriteAllBytes(Path.Combine(_fixture.Folder, "organisation.yaml"), [0x6E, 0xFF, 0xFE]);
        OnlyProblem().What.ShouldBe("The file is not UTF-8 text.");

        _fixture.Write("organisation.yaml", "");
        Errors()
            .ShouldBe(
                [
                    "organisation.yaml:1 'name' is missing.",
                    "organisation.yaml:1 'queues' is missing.",
                    "organisation.yaml:1 'people' is missing.",
                ],
                ignoreOrder: true
            );

        File.Delete(Path.Combine(_fixture.Folder, "organisation.yaml"));
        OnlyProblem().What.ShouldStartWith("There is no organisation.yaml");

        OrganisationFolder.Read(_fixture.Folder + "-not-there").Problems.ShouldHaveSingleItem().What.ShouldStartWith("There is no folder");
    }

    [Fact]
    public void A_file_with_a_mistyped_name_is_pointed_out()
    {
        _fixture.Write("critera.yaml", "version: 1");

        OnlyProblem().ToString().ShouldBe("critera.yaml:0: warning: The file is not read. Did you mean 'criteria.yaml'?");
    }

    [Fact]
    public void A_queue_in_which_nobody_can_claim_and_a_past_review_are_warnings_and_the_folder_is_used()
    {
        _fixture.Change("organisation.yaml", "queues: [billing, technical], accounts", "queues: [technical], accounts");
        _fixture.Write("criteria.yaml", "version: 3\nowner: mia@example.com\nreview_by: 2026-11-22\ncriteria: []\n");

        _fixture
            .Problems(Now)
            .Select(problem => (problem.Level, problem.What))
            .ShouldBe([
                (ProblemLevel.Warning, "Nobody can claim in the queue 'billing'."),
                (ProblemLevel.Warning, "The criteria were to be reviewed by 2026-11-22; the owner is mia@example.com."),
            ]);
        _fixture.Read(Now).Criteria.Version.ShouldBe(3);
        _fixture.Problems(Now.AddDays(-1)).Count.ShouldBe(1);
    }

    [Fact]
    public void The_version_changes_with_any_file_and_only_then()
    {
        var first = _fixture.Read();

        _fixture.Read().Version.ShouldBe(first.Version);
        _fixture.Change("accounts.csv", "Ships at night", "Ships by day").Read().Version.ShouldNotBe(first.Version);
        _fixture.Write("intake.yaml", "facts: []").Read().Version.ShouldNotBe(first.Version);
    }

    [Fact]
    public void Intake_departments_and_authority_are_read_and_their_slips_told()
    {
        _fixture.Write(
            "intake.yaml",
            """
            facts:
              - { id: impact, label: Impact, question: "Who is hit?" }
              - { id: error_code, label: Error code, question: "Which code?", choices: [QX-1, QX-2] }
            everywhere: [impact]
            categories: { technical: [error_code] }
            """
        );
        _fixture.Write(
            "departments.yaml",
            "departments: [{ id: legal, title: Legal, place: \"slack:#legal\", reply: 1d, template: \"Check {clause}\" }]"
        );
        _fixture.Write("authority.yaml", "rules: [{ role: specialist, action: service_credit, up_to: 500, tiers: [starter], window: 30 }]");

        var organisation = _fixture.Read();
        organisation.Intake.RequiredFor("technical").Select(fact => fact.Label).ShouldBe(["Impact", "Error code"]);
        organisation.Intake.RequiredFor(null).ShouldHaveSingleItem().Question.ShouldBe("Who is hit?");
        organisation.FindDepartment("legal").ShouldNotBeNull().Reply.ShouldBe(BusinessTime.OfDays(1));
        organisation.Authority.Actions.ShouldBe(["service_credit"]);

        _fixture
            .Change("intake.yaml", "technical: [error_code]", "tecnical: [error_code]")
            .Change("intake.yaml", "everywhere: [impact]", "everywhere: [impct]");
        _fixture.Change("departments.yaml", "reply: 1d", "reply: soon").Change("authority.yaml", "tiers: [starter]", "tiers: [stater]");
        Errors()
            .ShouldBe([
                "authority.yaml:1 'stater' is no tier of accounts.csv.",
                "departments.yaml:1 'soon' is no value for 'reply'.",
                "intake.yaml:4 'impct' is no fact of this file.",
                "intake.yaml:5 'tecnical' is a category of no queue.",
            ]);
    }
}
