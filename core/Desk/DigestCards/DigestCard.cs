using EscalationBot.Core.Desk.Cards;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Insights;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.People;

namespace EscalationBot.Core.Desk.DigestCards;

/// <summary>
/// A manager's minute before stand-up: the line that proves nothing was lost, what became of the questions, and at most seven things that
/// changed or will break, the worst first, each with what can be done about it. The rest is one press away.
/// </summary>
public static class DigestCard
{
    /// <summary>More lines than these nobody reads in a minute.</summary>
    public const int MostLines = 7;

    private const int MostOfKind = 4;

    /// <summary>On the list of all; more of them is work for the console.</summary>
    private const int MostListed = 15;

    /// <summary>The digest for one manager.</summary>
    /// <param name="manager">Who reads it, or in whose name it stands in a place.</param>
    /// <param name="figures">Of the span.</param>
    /// <param name="exceptions">All of now, worst first (<see cref="DigestExceptions"/>).</param>
    /// <param name="memory">What the digests of the schedule told before; null for one that was asked for, which tells all.</param>
    public static Card Make(
        Workplace workplace,
        Words words,
        Colleague manager,
        Figures figures,
        IReadOnlyList<DigestException> exceptions,
        DigestMemory? memory = null
    )
    {
        var when = new When(words, workplace.Organisation.Calendar.Zone, figures.To);
        var title = Title(words, workplace.Organisation, manager, figures);
        var line = words.Say("digest_line", figures.Questions, figures.Finished, figures.Open, figures.Lost);
        var (told, known) = Split(exceptions, memory);
        List<CardPart> parts = [new CardPart.Heading(title), new CardPart.Text(line, Strong: true)];
        if (Shares(words, figures.Outcomes) is { } shares)
        {
            parts.Add(new CardPart.Text(shares));
        }

        parts.Add(new CardPart.Divider());
        if (told.Count == 0)
        {
            parts.Add(new CardPart.Text(words[known.Count == 0 ? "digest_nothing" : "digest_no_news"]));
        }

        parts.AddRange(told.SelectMany(one => one.Parts()));
        var more = exceptions.Count - told.Count - known.Count;
        var rest = string.Join(
            " · ",
            new[]
            {
                more > 0 ? words.Count("digest_more", more) : "",
                known.Count > 0 ? words.Count("digest_known", known.Count) : "",
            }.Where(part => part.Length > 0)
        );
        if (rest.Length > 0)
        {
            parts.Add(new CardPart.Text(rest));
        }

        if (figures.Weeks is { } weeks)
        {
            parts.AddRange(TrendCard.InDigest(words, when, weeks));
        }

        parts.Add(new CardPart.Note($"{words.Say("digest_since", when.Clock(figures.From))} · {when.AsOf}"));
        var span = FiguresCard.Button(words, figures);
        List<CardButton> buttons = [span with { Action = Actions.Everything, Title = words["button_everything"] }];
        if (rest.Length > 0)
        {
            buttons.Insert(0, span with { Action = Actions.Exceptions, Title = words["button_exceptions"] });
        }

        if (figures.Weeks is { Count: >= TrendWeek.LeastWeeks })
        {
            buttons.Add(WeeksButton(words, figures));
        }

        return new($"{title}. {line}", parts, figures.Indicators.Count > 0 ? [.. buttons, span] : buttons);
    }

    /// <summary>All exceptions of now, for whoever wants to see those that a digest left out.</summary>
    public static Card All(Workplace workplace, Words words, Colleague manager, Figures figures, IReadOnlyList<DigestException> exceptions)
    {
        var title = words.Say("digest_all", Title(words, workplace.Organisation, manager, figures));
        var when = new When(words, workplace.Organisation.Calendar.Zone, figures.To);
        List<CardPart> parts = [new CardPart.Heading(title)];
        if (exceptions.Count == 0)
        {
            parts.Add(new CardPart.Text(words["digest_nothing"]));
        }

        parts.AddRange(exceptions.Take(MostListed).SelectMany(one => one.Parts()));
        if (exceptions.Count > MostListed)
        {
            parts.Add(new CardPart.Text(words.Count("digest_more", exceptions.Count - MostListed)));
        }

        parts.Add(new CardPart.Note(when.AsOf));
        return new(title, parts, []);
    }

    /// <summary>
    /// What a digest tells, and what it leaves out because the one before it told it. What is in neither comes another day. Each kind
    /// has four lines at first, and what room is left after that: ten late cases hide no approval.
    /// </summary>
    public static (IReadOnlyList<DigestException> Told, IReadOnlyList<DigestException> Known) Split(
        IReadOnlyList<DigestException> exceptions,
        DigestMemory? memory
    )
    {
        var known = memory is null ? [] : exceptions.Where(memory.Knows).ToList();
        var news = exceptions.Except(known).ToList();
        var told = news.GroupBy(one => one.Key.Split(':')[0], StringComparer.Ordinal)
            .SelectMany(kind => kind.Take(MostOfKind))
            .OrderBy(news.IndexOf)
            .Take(MostLines)
            .ToList();
        told.AddRange(news.Except(told).Take(MostLines - told.Count).ToList());
        return ([.. told.OrderBy(news.IndexOf)], known);
    }

    /// <summary>"Technical + Billing · Mon 30 Nov".</summary>
    internal static string Title(Words words, OrganisationSnapshot organisation, Colleague manager, Figures figures) =>
        words.Say(
            "digest_title",
            string.Join(
                " + ",
                organisation.Queues.Where(queue => manager.Queues.Contains(queue.Id, StringComparer.Ordinal)).Select(queue => queue.Title)
            ),
            figures.To.ToOffset(organisation.Calendar.Zone.GetUtcOffset(figures.To)).ToString("ddd d MMM", words.Culture)
        );

    /// <summary>Opens the table behind the trend.</summary>
    internal static CardButton WeeksButton(Words words, Figures figures) =>
        FiguresCard.Button(words, figures) with
        {
            Action = Actions.Weeks,
            Title = words["button_weeks"],
        };

    private static string? Shares(Words words, Outcomes outcomes)
    {
        return outcomes.All == 0
            ? null
            : words.Say(
                "digest_shares",
                Share(outcomes.Answered),
                Share(outcomes.Offered),
                Share(outcomes.NotCovered),
                Share(outcomes.ToPeople)
            );

        string Share(int part) => ((double)part / outcomes.All).ToString("P0", words.Culture);
    }
}
