using EscalationBot.Bot.Organisation;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Knowledge;
using EscalationBot.Core.Triage.Confidence;
using EscalationBot.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;
using Case = EscalationBot.Core.Cases.Case;

namespace EscalationBot.Tests.Stories;

/// <summary>
/// What the bot learns from people and what it keeps from them, told over the desk, the store and the loader that a running bot uses.
/// </summary>
public sealed class LearningStories : IAsyncLifetime
{
    private const string Known = "how do I renew the signing certificate for single sign-on?";
    private readonly OrganisationFixture _organisation = new();
    private DeskWorld _world = null!;
    private WorkplaceLoader _loader = null!;
    private int _people;

    public async Task InitializeAsync()
    {
        _organisation
            .Change("organisation.yaml", "web:specialists", "slack:C0SPECIALISTS")
            .Change("organisation.yaml", "web:billing", "slack:C0BILLING");
        Article(
            "sso-certificate",
            "title: Renew the signing certificate for single sign-on\ntags: [technical]",
            "1. Open Settings, Identity, Certificates.\n2. Choose Renew and download the metadata file.\n3. "
                + "Upload it at your identity provider."
        );
        Article(
            "webhook-retry",
            "title: Webhook deliveries that fail\ntags: [integration]",
            "A webhook is tried again after 1, 5 and 30 minutes. After that it is parked under Deliveries."
        );
        Article(
            "export-limits",
            "title: Limits of data exports\ntags: [technical]",
            "An export holds at most 500,000 rows. Larger ones are split by month."
        );
        Article(
            "password-reset",
            "title: Reset a forgotten password\ntags: [technical]",
            "Press Forgot password on the sign-in page. The link is valid for 30 minutes."
        );
        Article("invoice-download", "title: Download an invoice\ntags: [billing]", "Open Billing, Invoices and choose Download.");
        _world = await DeskWorld.OpenAsync();
        _loader = new WorkplaceLoader(
            new WorkplaceSources(
                _organisation.Folder,
                new TriageOptions(),
                new IndexKeeper(_world.Store.Database, NullLogger<IndexKeeper>.Instance)
            ),
            new Articles(_world.Store.Database),
            _world.Workplaces,
            _world.Clock
        );
        await _loader.RefreshAsync(CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        await _world.DisposeAsync();
        _organisation.Dispose();
    }

    [Fact]
    public async Task Three_confirmed_answers_teach_an_article_and_the_next_wording_finds_it()
    {
        const string next = "what does the red banner with the padlock mean?";
        (await AskAsync(next)).ShouldContain("No article covers this.");
        foreach (
            var wording in new[]
            {
                "signing certificate: clients see a red banner with a padlock",
                "red banner and padlock, renew the signing certificate?",
                "a padlock on a red banner since the single sign-on certificate ran out",
            }
        )
        {
            // One colleague may err: a wording counts when a second one says so.
            await ConfirmAsync(wording);
            await ConfirmAsync(wording);
            await LearnAsync();
        }
        var answer = await AskAsync(next);
        answer.ShouldContain("Renew the signing certificate for single sign-on");
        (await AskAsync(Known)).ShouldContain("solved this 3 times");
    }

    [Fact]
    public async Task A_wrong_answer_reported_twice_stops_being_given()
    {
        for (var report = 0; report < 2; report++)
        {
            var rep = Rep();
            await rep.SaysAsync(Known);
            rep.Reads[^1].ShouldContain("Choose Renew and download the metadata file");
            await rep.SaysAsync("specialist");
            await rep.PressesAsync(_world.Messages.Last(message => message.Value.Place == rep.Place).Key, "Send to specialists");
            await LearnAsync();
        }
        var answer = await AskAsync(Known);
        answer.ShouldNotContain("Choose Renew and download");
        answer.ShouldNotContain("Renew the signing certificate");
        // Other questions still get the article.
        (await AskAsync("where do I upload the metadata file at the identity provider?")).ShouldContain("Renew the signing certificate");
    }

    [Fact]
    public async Task An_article_past_its_review_date_is_offered_as_unverified()
    {
        Article(
            "sso-certificate",
            "title: Renew the signing certificate for single sign-on\ntags: [technical]\nowner: mia@example.com\nreview_by: 2026-11-01",
            "1. Open Settings, Identity, Certificates.\n2. Choose Renew and download the metadata file."
        );
        await LearnAsync();
        var rep = Rep();
        await rep.SaysAsync(Known);
        rep.Reads[^1].ShouldContain("[Renew the signing certificate for single sign-on (unverified)]");
        rep.Reads[^1].ShouldNotContain("This solved it");
        await rep.PressesAsync(
            _world.Messages.Last(message => message.Value.Place == rep.Place).Key,
            "Renew the signing certificate for single sign-on (unverified)"
        );
        rep.Reads[^1].ShouldContain("Choose Renew and download the metadata file");
        rep.Reads[^1].ShouldContain("Unverified: this article is past its review date.");
    }

    [Fact]
    public async Task Two_articles_in_conflict_are_shown_both_and_escalated()
    {
        Article(
            "keep-old",
            "title: How long exports are kept\ntags: [technical]",
            "A finished data export is kept for 30 days on the server."
        );
        Article(
            "keep-new",
            "title: How long exports are kept\ntags: [technical]",
            "A finished data export is kept for 90 days on the server."
        );
        await LearnAsync();
        var rep = Rep();
        await rep.SaysAsync("how long are finished data exports kept on the server?");
        var theCase = await _world.TheCaseAsync();
        var seen = string.Join('\n', rep.Reads);
        foreach (
            var part in new[]
            {
                "kept for 30 days",
                "kept for 90 days",
                $"Two articles say different things about this. {theCase.Id} asks a specialist",
            }
        )
        {
            seen.ShouldContain(part);
        }
        theCase.Shown.Select(shown => shown.Id).Order().ShouldBe(["keep-new", "keep-old"]);
        Actor.TextOf(_world.CardOf($"case:{theCase.Id}:card")).ShouldContain("How long exports are kept");
    }

    [Fact]
    public async Task A_conflict_is_worked_on_once_however_many_ask_and_each_of_them_is_told()
    {
        Article(
            "keep-old",
            "title: How long exports are kept\ntags: [technical]",
            "A finished data export is kept for 30 days on the server."
        );
        Article(
            "keep-new",
            "title: How long exports are kept\ntags: [technical]",
            "A finished data export is kept for 90 days on the server."
        );
        await LearnAsync();
        var (first, second) = (Rep(), Rep());
        await first.SaysAsync("how long are finished data exports kept on the server?");
        var theCase = await _world.TheCaseAsync();
        await second.SaysAsync("for how many days is a finished data export kept on the server?");

        second.Reads[^1].ShouldContain("A specialist was asked already which one is true; you are told, as ESC-1002.");
        second.Reads[^1].ShouldNotContain(theCase.Id);
        second.Reads[^1].ShouldContain("kept for 90 days");
        first.Reads.ShouldNotContain(text => text.Contains("ESC-1002"));
        (await _world.Cases.FindCaseAsync("ESC-1002", default))!.MergedInto.ShouldBe(theCase.Id);
        Actor.TextOf(_world.CardOf("case:ESC-1002:card")).ShouldNotContain("[Claim]");

        var bob = _world.Person("bob");
        await bob.PressesAsync($"case:{theCase.Id}:card", "Claim");
        _world
            .Messages.Where(message => message.Key.StartsWith($"case:{theCase.Id}:thread", StringComparison.Ordinal))
            .Select(message => Actor.TextOf(message.Value.Card))
            .ShouldContain(text => text.Contains("ESC-1002") && text.Contains("for how many days is a finished data export kept"));
        await bob.FillsAsync($"case:{theCase.Id}:card", "Resolve", ("What fixed it", "90 is true"), ("Tell the client", "Ninety days."));
        first.Reads.ShouldContain(text => text.Contains(theCase.Id) && text.Contains("Ninety days."));
        second.Reads.ShouldContain(text => text.Contains("ESC-1002") && text.Contains("Ninety days."));

        // The matter is over: whoever asks now asks anew.
        await Rep().SaysAsync("how many days are finished data exports kept on the server?");
        (await _world.Cases.FindCaseAsync("ESC-1003", default))!.MergedInto.ShouldBeNull();
    }

    [Fact]
    public async Task Cases_that_specialists_sent_on_teach_where_the_next_wording_belongs()
    {
        const string next = "the driver says his fuel card was refused again";
        var learning = new PastCaseLearning(
            _loader,
            new Records(_world.Store.Database),
            _world.Workplaces,
            new LearningSurroundings(new TriageOptions(), _world.Cases, _world.Clock, NullLogger<PastCaseLearning>.Instance)
        );
        await EndsInBillingAsync("fuel card refused at a pump in Lyon");
        await LookAsync();
        // One case is no habit.
        (await EscalateAsync(next)).Queue.ShouldBe("technical");
        for (var i = 0; i < 14; i++)
        {
            await ResolvedBeforeAsync($"the webhook endpoint h{i} does not answer", "technical");
            await ResolvedBeforeAsync($"fuel card number {i} was refused at the pump", "billing");
        }
        await EndsInBillingAsync("why was a fuel card refused at the pump today?");
        await LookAsync();
        (await EscalateAsync(next)).Queue.ShouldBe("billing");
        (await EscalateAsync("may the warehouse cat stay?")).Queue.ShouldBe("technical");
        var rep = Rep();
        await rep.SaysAsync(next);
        await rep.PressesAsync(_world.Messages.Last(message => message.Value.Place == rep.Place).Key, "Why?");
        rep.Reads[^1].ShouldContain("Past cases like it: Billing ");

        async Task LookAsync()
        {
            await learning.LookAsync(CancellationToken.None);
            await LearnAsync();
        }
    }

    /// <summary>A rep's question for which no category is known, which a specialist sends on to Billing, where it is resolved.</summary>
    private async Task EndsInBillingAsync(string question)
    {
        var theCase = await EscalateAsync(question);
        var bob = _world.InThreadOf("bob", theCase.Id);
        if (theCase.Queue == "technical")
        {
            (
                await bob.FillsAsync($"case:{theCase.Id}:card", "Transfer", ("Queue", "billing"), ("Note for the next person", "money"))
            ).ShouldBeEmpty();
        }
        await bob.PressesAsync($"case:{theCase.Id}:card1", "Claim");
        (
            await bob.FillsAsync(
                $"case:{theCase.Id}:card1",
                "Resolve",
                ("What fixed it", "Limit raised"),
                ("Root cause", "Limit"),
                ("What was ruled out", "-"),
                ("Tell the client", "It works.")
            )
        ).ShouldBeEmpty();
    }

    private async Task<Case> EscalateAsync(string question)
    {
        var rep = Rep();
        await rep.SaysAsync(question);
        await rep.SaysAsync("specialist");
        await rep.PressesAsync(_world.Messages.Last(message => message.Value.Place == rep.Place).Key, "Send to specialists");
        return (await _world.Cases.CasesAsync(new CaseFilter(), CancellationToken.None)).Single(one =>
            one.Question == question && one.IsOpen && one.Rep.Key == rep.Key
        );
    }

    private async Task ResolvedBeforeAsync(string question, string queue)
    {
        var one = TestDatabaseSamples.Case(
            $"ESC-{await _world.Store.CountAsync("SELECT COUNT(*) FROM cases")}",
            state: CaseState.Closed,
            queue: queue
        ) with
        {
            Question = question,
            CreatedAt = _world.Clock.GetUtcNow(),
            Account = null,
        };
        await _world.Cases.CommitAsync(null, new Decision { Cases = [one] }, CancellationToken.None);
    }

    private async Task<string> AskAsync(string question)
    {
        var rep = Rep();
        await rep.SaysAsync(question);
        return rep.Reads[^1];
    }

    private async Task ConfirmAsync(string wording)
    {
        var rep = Rep();
        await rep.SaysAsync(wording);
        if (!rep.Reads[^1].Contains("This solved it", StringComparison.Ordinal))
        {
            await rep.PressesAsync(
                _world.Messages.Last(message => message.Value.Place == rep.Place).Key,
                "Renew the signing certificate for single sign-on"
            );
        }
        await rep.PressesAsync(_world.Messages.Last(message => message.Value.Place == rep.Place).Key, "This solved it");
    }

    /// <summary>What the watch of a running bot does every two seconds.</summary>
    private Task LearnAsync() => _loader.RefreshAsync(CancellationToken.None);

    private Actor Rep() => _world.Person($"rep{++_people}");

    private void Article(string id, string head, string body)
    {
        System.IO.Directory.CreateDirectory(Path.Combine(_organisation.Folder, "knowledge"));
        File.WriteAllText(
            Path.Combine(_organisation.Folder, "knowledge", id + ".md"),
            $"---\nid: {id}\n{head}\naudience: client\n---\n{body}\n"
        );
    }
}
