using EscalationBot.Core.Knowledge.Search;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Triage;
using EscalationBot.Core.Triage.Facts;
using EscalationBot.Tests.House;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Triage;

public sealed class FindingTests
{
    private static readonly DateOnly Monday = new(2026, 11, 2);

    private static readonly AccountFinder Accounts = new([
        Account("acme", "Acme Freight"),
        Account("nw-17", "Northwind Traders Ltd."),
        Account("blue", "Blue Yonder Airlines"),
        Account("fab", "Fabrikam, Inc."),
        Account("summit", "Summit"),
        Account("contoso-de", "Contoso Deutschland GmbH"),
        Account("contoso-uk", "Contoso UK Ltd"),
    ]);

    [Theory]
    [InlineData("Acme Freight cannot export", "acme")]
    [InlineData("the client acme freight cannot export", "acme")]
    [InlineData("Acme's export fails", "acme")]
    [InlineData("jane@acmefreight.com wrote to us", "acme")]
    [InlineData("www.fabrikam.io is down", "fab")]
    [InlineData("case for NW-17 please", "nw-17")]
    [InlineData("acme cannot export", "acme")]
    [InlineData("Northwind Traders is angry", "nw-17")]
    [InlineData("Northwnd Traders is angry", "nw-17")]
    [InlineData("Fabrikan cannot log in", "fab")]
    [InlineData("AcmeFreight cannot log in", "acme")]
    public void An_account_is_recognised(string text, string id)
    {
        var match = Accounts.Find(text)[0];
        match.Account.Id.ShouldBe(id);
        match.Certainty.ShouldBeGreaterThanOrEqualTo(0.5);
        text.ShouldContain(match.Words);
    }

    [Theory]
    [InlineData("the summit of the export is reached")]
    [InlineData("a blue screen")]
    [InlineData("Contoso cannot log in")]
    [InlineData("Acme Freight and Fabrikam both ask")]
    public void What_may_be_another_account_or_none_is_only_a_guess(string text) =>
        Accounts.Find(text).ShouldAllBe(match => match.Certainty < 0.5);

    [Theory]
    [InlineData("how do I reset a password")]
    [InlineData("")]
    public void Ordinary_words_are_no_account(string text) => Accounts.Find(text).ShouldBeEmpty();

    [Theory]
    [InlineData("a credit of $1,200.50 please", "1200.50", "USD")]
    [InlineData("EUR 1.200,50 too much", "1200.50", "EUR")]
    [InlineData("1 200 euros", "1200", "EUR")]
    [InlineData("they want £5k back", "5000", "GBP")]
    [InlineData("1.200 €", "1200", "EUR")]
    [InlineData("2.5 million dollars", "2500000", "USD")]
    [InlineData("it costs 12.50 CHF", "12.50", "CHF")]
    public void Money_is_read_with_its_currency(string text, string amount, string currency)
    {
        var found = MoneyFinder.Find(text).ShouldHaveSingleItem();
        (found.Amount, found.Currency).ShouldBe((decimal.Parse(amount), currency));
    }

    [Theory]
    [InlineData("version 4.1.2 on 40 machines")]
    [InlineData("error 504 at 12:30")]
    [InlineData("no numbers, dollars or euros")]
    public void Numbers_without_a_currency_are_no_money(string text) => MoneyFinder.Find(text).ShouldBeEmpty();

    [Theory]
    [InlineData("due 2026-11-17", null, "2026-11-17")]
    [InlineData("since Tue 17 Nov", null, "2026-11-17")]
    [InlineData("by November 17th, 2027", null, "2027-11-17")]
    [InlineData("on 17.11.2026", null, "2026-11-17")]
    [InlineData("on 11/17/2026", null, "2026-11-17")]
    [InlineData("on 03/04/2026", "en-US", "2026-03-04")]
    [InlineData("on 03/04/2026", "en-GB", "2026-04-03")]
    [InlineData("by tomorrow", null, "2026-11-03")]
    [InlineData("by friday", null, "2026-11-06")]
    [InlineData("since friday", null, "2026-10-30")]
    [InlineData("until 5 January", null, "2027-01-05")]
    [InlineData("am 17. März 2027", "de", "2027-03-17")]
    [InlineData("bis Freitag", "de", "2026-11-06")]
    [InlineData("seit Freitag", "de", "2026-10-30")]
    [InlineData("17.Dez.", "de", "2026-12-17")]
    [InlineData("le 3 février 2027", "fr", "2027-02-03")]
    [InlineData("le 1er août", "fr", "2026-08-01")]
    [InlineData("hasta el 5 de mayo de 2027", "es", "2027-05-05")]
    public void Days_are_read_as_the_asker_means_them(string text, string? language, string expected) =>
        DateFinder.Find(text, Monday, language).First().Day.ToString("O").ShouldBe(expected);

    [Theory]
    [InlineData("version 4.1.2")]
    [InlineData("31.02.2026")]
    [InlineData("may I ask")]
    [InlineData("3 marketing people and 2 decoders")]
    [InlineData("10 seperate files")]
    public void What_is_no_day_is_no_date(string text) => DateFinder.Find(text, Monday, null).ShouldBeEmpty();

    [Theory]
    [InlineData("we need it by friday", "2026-11-06")]
    [InlineData("the deadline is 2026-11-17", "2026-11-17")]
    [InlineData("due on 17 Nov please", "2026-11-17")]
    [InlineData("spätestens am 12.11.", "2026-11-12")]
    [InlineData("it failed on 17 Nov", null)]
    [InlineData("it has failed since 2026-10-30", null)]
    public void A_deadline_is_a_day_by_which_something_is_wanted(string text, string? expected) =>
        DateFinder
            .Find(text, Monday, null)
            .Where(found => found.IsDeadline)
            .Select(found => found.Day.ToString("O"))
            .FirstOrDefault()
            .ShouldBe(expected);

    [Fact]
    public void Every_fact_carries_the_words_it_came_from()
    {
        const string Text =
            "Acme Freight is furious: this is the third time that exports on the gateway fail with QX-7781 "
            + "in version 4.1.2. We have already restarted it. 40 users are blocked, it is urgent, they want "
            + "$1,200.50 back by friday.";
        var data = new TriageData
        {
            Knowledge = SearchIndex.Empty(),
            Accounts = Accounts,
            Intake = new Intake(
                [new IntakeFact("product", "Product", "Which product is it?", ["gateway", "mobile app"])],
                [],
                new Dictionary<string, IReadOnlyList<string>>()
            ),
        };
        var facts = new TriageEngine(data)
            .Judge(Question.Of(Text), Circumstances.None, new DateTimeOffset(2026, 11, 2, 9, 0, 0, TimeSpan.Zero))
            .Facts.Found;
        facts.ShouldAllBe(fact => fact.Words.Length > 0 && Text.Contains(fact.Words, StringComparison.Ordinal));
        foreach (
            var name in new[]
            {
                FactNames.Account,
                FactNames.Product,
                FactNames.ErrorCode,
                FactNames.Version,
                FactNames.Amount,
                FactNames.Date,
                FactNames.Deadline,
                FactNames.Impact,
                FactNames.Urgency,
                FactNames.Tone,
                FactNames.Repeat,
                FactNames.Tried,
                FactNames.Language,
            }
        )
        {
            facts.ShouldContain(fact => fact.Name == name, name);
        }
    }

    [Theory]
    [InlineData("shows QX-7781 for every manifest", "QX-7781")]
    [InlineData("ORA-00942 again", "ORA-00942")]
    [InlineData("HTTP 504 from the gateway", "HTTP 504")]
    [InlineData("fails with 0x80070005", "0X80070005")]
    [InlineData("java.lang.NullPointerException at line 3", "NullPointerException")]
    [InlineData("error code 10060", "10060")]
    public void Error_codes_are_found(string text, string code) => CodeFinder.ErrorCodes(text).ShouldContain(found => found.Code == code);

    [Theory]
    [InlineData("we have 504 users")]
    [InlineData("the invoice of May 2026")]
    public void Other_numbers_are_no_error_codes(string text) => CodeFinder.ErrorCodes(text).ShouldBeEmpty();

    [Theory]
    [InlineData("this is unacceptable", true)]
    [InlineData("they are furious and will cancel our contract", true)]
    [InlineData("WHY DOES NOBODY ANSWER ME HERE", true)]
    [InlineData("they are not angry, just asking", false)]
    [InlineData("how do I export a report?", false)]
    [InlineData("SSO SAML SCIM", false)]
    public void Plain_frustration_is_seen(string text, bool frustrated) => (MoodFinder.Frustration(text) is not null).ShouldBe(frustrated);

    [Theory]
    [InlineData("production is down", "p1")]
    [InlineData("we need it ASAP", "p2")]
    [InlineData("it is not urgent", null)]
    [InlineData("how do I add a user", null)]
    public void Urgency_is_read_from_plain_words(string text, string? priority) => MoodFinder.Urgency(text)?.Priority.ShouldBe(priority);

    [Fact]
    public void Impact_tries_and_repeats_keep_the_askers_words()
    {
        const string Text = "40 users cannot ship. We already restarted the gateway twice. It is the third time.";
        MoodFinder.Impact(Text).ShouldBe("40 users cannot ship");
        MoodFinder.Tried(Text).ShouldBe("We already restarted the gateway twice");
        MoodFinder.Repeat(Text).ShouldBe("third time");
    }

    [Theory]
    [InlineData("how do I reset the password of a user", "en")]
    [InlineData("wie kann ich das Passwort für einen Nutzer ändern", "de")]
    [InlineData("comment est-ce que je peux changer le mot de passe", "fr")]
    [InlineData("¿cómo puedo cambiar la contraseña de mi usuario?", "es")]
    [InlineData("как изменить пароль", "ru")]
    [InlineData("パスワードを変更したい", "ja")]
    public void The_language_is_told_from_the_words(string text, string language) =>
        LanguageFinder.Find(text, "en").Language.ShouldBe(language);

    [Fact]
    public void Words_that_say_nothing_leave_the_askers_own_language() => LanguageFinder.Find("QX-7781", "pt-BR").Language.ShouldBe("pt");

    private static Account Account(string id, string name) => new(id, name, "", null, null, null, null, "");

    /// <summary>
    /// No pattern of the finders has a time limit, for a starved machine would fail on it: each may look only so far from where it began,
    /// which makes it linear.
    /// </summary>
    [Fact]
    public void Patterns_of_the_finders_are_bounded()
    {
        foreach (var (path, text) in SourceTree.Code("core/Triage/Finding"))
        {
            foreach (
                System.Text.RegularExpressions.Match pattern in System.Text.RegularExpressions.Regex.Matches(
                    text,
                    "GeneratedRegex\\(@\"(?<it>.*)\", RegexOptions",
                    System.Text.RegularExpressions.RegexOptions.None,
                    TimeSpan.FromSeconds(5)
                )
            )
            {
                var unbounded = System.Text.RegularExpressions.Regex.Replace(
                    pattern.Groups["it"].Value,
                    @"\\.|\[[^\]]*\]",
                    "c",
                    System.Text.RegularExpressions.RegexOptions.None,
                    TimeSpan.FromSeconds(5)
                );
                unbounded.ShouldNotContain("*", Case.Sensitive, path);
                unbounded.ShouldNotContain("+", Case.Sensitive, path);
                unbounded.ShouldNotContain(",}", Case.Sensitive, path);
            }
        }
    }

    [Theory]
    [InlineData("1.")]
    [InlineData("still no ")]
    [InlineData("$1,1 ")]
    [InlineData("AAAA_")]
    [InlineData("we have tried restarting ")]
    [InlineData("error code ")]
    public void A_megabyte_of_hostile_words_is_read_to_its_end(string words)
    {
        var text = string.Concat(Enumerable.Repeat(words, 1_000_000 / words.Length));
        CodeFinder.ErrorCodes(text).Count().ShouldBeGreaterThanOrEqualTo(0);
        CodeFinder.Versions(text).Count().ShouldBeGreaterThanOrEqualTo(0);
        MoneyFinder.Find(text).Count().ShouldBeGreaterThanOrEqualTo(0);
        DateFinder.Find(text, new DateOnly(2026, 11, 23), null).Count().ShouldBeGreaterThanOrEqualTo(0);
        MoodFinder.Impact(text + " 40 users").ShouldNotBeNull();
        _ = (MoodFinder.Urgency(text), MoodFinder.Frustration(text), MoodFinder.Repeat(text), MoodFinder.Tried(text));
    }
}
