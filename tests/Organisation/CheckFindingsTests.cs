using System.Text;
using EscalationBot.Bot.Commands;
using EscalationBot.Core.Triage.Criteria;
using EscalationBot.Core.Triage.Facts;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Organisation;

/// <summary>
/// What <c>check</c> once let pass: slips that read like values, words without effect, and silence about what it left out.
/// </summary>
public sealed class CheckFindingsTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);
    private const string Criteria = """
        version: 1
        owner: mia@example.com
        review_by: 2027-06-30
        criteria:
          - { id: law, when: { words: [lawyer] }, then: { escalate: now }, why: y, examples: { escalate: ["a lawyer"], leave: ["a law"] } }
        """;

    private readonly OrganisationFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    private string[] Told() => [.. _fixture.Problems(Now).Select(problem => problem.ToString())];

    private OrganisationReport Check() =>
        CriteriaCheck.CheckFolder(_fixture.Folder, Now, _ => text => new QuestionFacts { Text = text, Confidence = 0.9 });

    [Fact]
    public void A_tier_that_organisation_yaml_does_not_list_is_an_error_with_the_one_that_was_meant()
    {
        _fixture.Change("organisation.yaml", "askers: anyone", "askers: anyone\ntiers: [Starter, business, enterprise]");
        _fixture.Write("accounts.csv", "id,name,tier\na,A,business\nacme,B,bussiness\n");
        Told().ShouldBe(["accounts.csv:3: error: 'bussiness' is no tier of organisation.yaml. Did you mean 'business'?"]);
        _fixture.Write("accounts.csv", "id,name,tier\nacme,A,Business\nb,B,starter\nc,C,\n").Problems(Now).ShouldBeEmpty();
    }

    [Fact]
    public void Without_a_list_a_rare_tier_that_is_nearly_a_common_one_is_pointed_out()
    {
        _fixture.Write("accounts.csv", "id,name,tier\nacme,A,business\nb,B,business\nc,C,bussiness\nd,D,plus\n");
        Told()
            .ShouldBe([
                "accounts.csv:4: warning: Only one account has the tier 'bussiness', and 2 have 'business'. If "
                    + "it is a slip, write business. `tiers: [...]` in organisation.yaml lists the tiers that exist; "
                    + "then any other is an error.",
            ]);
        _fixture.Write("accounts.csv", "id,name,tier\nacme,A,gold\nb,B,gold\nc,C,golf\nd,D,golf\ne,E,pro\nf,F,pri\n");
        Told().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("38.400")]
    [InlineData("1.234.567")]
    [InlineData("\"38,400\"")]
    [InlineData("38k")]
    [InlineData("-5")]
    [InlineData("5.")]
    public void An_amount_that_two_readers_read_differently_is_an_error(string arr)
    {
        _fixture.Write("accounts.csv", $"id,name,arr\nacme,A,{arr}\n");
        Told()
            .ShouldHaveSingleItem()
            .ShouldBe(
                $"accounts.csv:2: error: '{arr.Trim('"')}' is no value for 'arr'. Write digits without "
                    + $"separators, such as 38400 or 38400.50, or leave it empty."
            );
    }

    [Theory]
    [InlineData("38400", 38400)]
    [InlineData("38400.5", 38400.5)]
    [InlineData("0.50", 0.5)]
    public void An_amount_in_digits_is_read(string arr, double value)
    {
        _fixture.Write("accounts.csv", $"id,name,arr\nacme,A,{arr}\n");
        _fixture.Read(Now).FindAccount("acme").ShouldNotBeNull().Arr.ShouldBe((decimal)value);
    }

    [Fact]
    public void The_same_amount_is_an_error_in_criteria_and_authority()
    {
        _fixture.Write("criteria.yaml", Criteria.Replace("words: [lawyer]", "amount_over: 1.500 EUR", StringComparison.Ordinal));
        _fixture.Write("authority.yaml", "rules: [{ role: specialist, action: credit, up_to: 1.500 }]");
        Told()
            .ShouldBe([
                "authority.yaml:1: error: '1.500' is no value for 'up_to'. Write up_to: an amount in digits "
                    + "without separators, such as 38400 or 38400.50; leave it out for any amount",
                "criteria.yaml:5: error: '1.500 EUR' is no amount. Write amount_over: 500 or amount_over: 500 "
                    + "EUR, in digits without separators, such as 38400 or 38400.50.",
            ]);
    }

    [Fact]
    public void An_owner_who_is_not_listed_is_told_once_with_the_person_who_was_meant()
    {
        _fixture.Write(
            "accounts.csv",
            "id,name,owner_email\nacme,A,mai@example.com\nb,B,mai@example.com\nc,C,mia@example.com\nd,D,someone@elsewhere.org\n"
        );
        Told()
            .ShouldBe([
                "accounts.csv:2: warning: The owner_email mai@example.com is not listed in people (2 accounts). "
                    + "Did you mean 'mia@example.com'?",
                "accounts.csv:5: warning: The owner_email someone@elsewhere.org is not listed in people. List "
                    + "the person in organisation.yaml, or leave the field empty.",
            ]);
    }

    [Theory]
    [InlineData(
        "renewal_within: 90",
        "'renewal_within: 90' names no unit and is read as days. Write renewal_within: 90d, so that nobody takes it for hours."
    )]
    [InlineData(
        "repeat_contacts: { count: 3, within: 14 }",
        "'within: 14' names no unit and is read as days. Write within: 14d, so that nobody takes it for hours."
    )]
    public void A_number_of_days_without_its_unit_is_pointed_out(string when, string told)
    {
        _fixture.Write("criteria.yaml", Criteria.Replace("words: [lawyer]", when, StringComparison.Ordinal));
        Told().ShouldBe([$"criteria.yaml:5: warning: {told}"]);
        _fixture.Change(
            "criteria.yaml",
            when,
            when.Replace("90", "90d", StringComparison.Ordinal).Replace("14", "14d", StringComparison.Ordinal)
        );
        Told().ShouldBeEmpty();
    }

    [Fact]
    public void A_place_that_nothing_fills_in_is_pointed_out()
    {
        _fixture.Write("intake.yaml", "facts: [{ id: requester, label: Who, question: \"Who?\" }]");
        _fixture.Write(
            "departments.yaml",
            "departments: [{ id: legal, place: \"web:legal\", reply: 1d, template: \"{case} {account} "
                + "{requestor} {weather} {requester}\" }]"
        );
        Told()
            .ShouldBe([
                "departments.yaml:1: warning: Nothing fills {requestor} in: it is no fact of intake.yaml. Did "
                    + "you mean {requester}? What stays is left for the specialist.",
                "departments.yaml:1: warning: Nothing fills {weather} in: it is no fact of intake.yaml. Known "
                    + "here: case, account, tier, renewal, question, tried, requester. What stays is left for the "
                    + "specialist.",
            ]);
    }

    [Fact]
    public void A_file_that_Excel_saved_in_its_own_code_is_one_error_with_the_line_and_how_to_fix_it()
    {
        _fixture.Write("criteria.yaml", Criteria.Replace("words: [lawyer]", "account_tier: enterprise", StringComparison.Ordinal));
        File.WriteAllBytes(
            Path.Combine(_fixture.Folder, "accounts.csv"),
            Encoding.Latin1.GetBytes(OrganisationFixture.Accounts.Replace("Birch & Sons", "Bäckerei", StringComparison.Ordinal))
        );
        Told()
            .ShouldBe([
                "accounts.csv:3: error: The file is not UTF-8 text. This line holds the byte E4, which would be "
                    + "\"ä\" in Windows-1252: the file looks as if Excel or Windows saved it in its own code. Save it "
                    + "as UTF-8 (in Excel: \"CSV UTF-8\"), or convert it: iconv -f WINDOWS-1252 -t UTF-8 accounts.csv "
                    + "> new-accounts.csv",
            ]);

        File.WriteAllBytes(Path.Combine(_fixture.Folder, "accounts.csv"), [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("id,name\n")]);
        Told().ShouldHaveSingleItem().ShouldContain("looks like UTF-16");
    }

    [Fact]
    public void What_an_unreadable_file_would_define_is_not_missed_elsewhere()
    {
        _fixture.Write("intake.yaml", "facts: [");
        _fixture.Write("departments.yaml", "departments: [");
        _fixture.Write(
            "criteria.yaml",
            Criteria.Replace("escalate: now", "escalate: now, department: legal, ask: [impact]", StringComparison.Ordinal)
        );
        Told().Select(problem => problem.Split(':')[0]).ShouldBe(["departments.yaml", "intake.yaml"]);
    }

    [Fact]
    public void Examples_that_were_not_run_are_counted()
    {
        _fixture.Write("criteria.yaml", Criteria);
        Check().Problems.ShouldBeEmpty();
        _fixture.Change("organisation.yaml", "deputy: carol@example.com", "deputy: carl@example.com");
        Check()
            .Problems.Select(problem => problem.ToString())
            .ShouldBe([
                "organisation.yaml:9: error: The deputy carl@example.com is not listed in people. Add them to "
                    + "people, or name somebody who is listed.",
                "criteria.yaml:0: note: Its 2 examples were not run. Fix the errors first, then check again.",
            ]);
        _fixture.Write("organisation.yaml", "name: [");
        Check()
            .Problems.ShouldContain(problem =>
                problem.ToString()
                == "criteria.yaml:0: note: The file was not checked, nor were its examples run. Fix the errors first, then check again."
            );
    }

    [Fact]
    public async Task The_sample_is_good_without_a_warning()
    {
        using var output = new StringWriter();
        (await CommandLine.RunAsync(["check"], output, TextWriter.Null)).ShouldBe(0);
        output.ToString().ShouldNotContain("warning");
    }

    [Fact]
    public async Task A_language_without_texts_is_told_by_check_and_doctor()
    {
        _fixture.Change("organisation.yaml", "language: en", "language: de-AT");
        const string Told =
            "organisation.yaml:2: warning: There are no texts in 'de-AT' yet: the bot's messages and the web pages are in English.";
        using var output = new StringWriter();
        (await CommandLine.RunAsync(["check", "--organisation", _fixture.Folder], output, TextWriter.Null)).ShouldBe(0);
        output.ToString().ShouldContain(Told);
        using var doctor = new StringWriter();
        await CommandLine.RunAsync(
            [
                "doctor",
                "--set",
                $"Organisation:Folder={_fixture.Folder}",
                "--set",
                $"Database:ConnectionString=Data Source={_fixture.Folder}/none.db",
            ],
            doctor,
            TextWriter.Null
        );
        doctor.ToString().ShouldContain(Told);
    }

    [Theory]
    [InlineData("privacy.md", "", "privacy.md:1: error: The file is empty. Write the text, or delete the file.")]
    [InlineData("terms.md", "large", "terms.md:0: error: The file is larger than 256 KB. Shorten it: it is one page.")]
    public async Task Pages_of_the_organisations_own_are_checked(string file, string content, string told)
    {
        _fixture.Write(file, content == "large" ? new string('x', 300_000) : content);
        using var output = new StringWriter();
        (await CommandLine.RunAsync(["check", "--organisation", _fixture.Folder], output, TextWriter.Null)).ShouldBe(1);
        output.ToString().ShouldContain(told);
    }

    [Theory]
    [InlineData("security_contact: security@example.com", "mailto:security@example.com")]
    [InlineData("security_contact: https://example.com/security", "https://example.com/security")]
    [InlineData("security_contact: http://example.com/security", null)]
    [InlineData("security_contact: somebody", null)]
    public void A_contact_is_an_address_or_a_page(string line, string? read)
    {
        _fixture.Change("organisation.yaml", "askers: anyone", "askers: anyone\n" + line);
        if (read is null)
        {
            Told()
                .ShouldHaveSingleItem()
                .ShouldContain("is no e-mail address and no https address. Write security_contact: security@example.com");
        }
        else
        {
            _fixture.Read(Now).SecurityContact!.AbsoluteUri.ShouldBe(read);
        }
    }
}
