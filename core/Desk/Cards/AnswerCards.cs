using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Triage;

namespace EscalationBot.Core.Desk.Cards;

/// <summary>The cards that answer a question: answer, candidates, one thing asked, not covered; and the receipt behind Why.</summary>
public sealed partial class AnswerCards(Workplace workplace, Words words, When when)
{
    /// <summary>An article up to this length is shown whole.</summary>
    internal const int WholeArticle = 1500;

    /// <summary>Candidates of an offer, and other articles under an answer, that stand as buttons.</summary>
    internal const int MostOffered = 3,
        MostAlternatives = 2;

    /// <summary>Its reader may open the pages of articles: whoever signs in there is a colleague.</summary>
    public bool HasPages { get; init; }

    private const int ButtonTitle = 70,
        UnverifiedMark = 15;

    /// <summary>The card for a judged question.</summary>
    /// <param name="openCase">An open case of the asker's that the words may belong to instead, or null.</param>
    public Card For(AskedQuestion asked, Case? openCase)
    {
        var card = asked.Judgement.Verdict switch
        {
            Verdict.Answer answer => Answer(asked, answer.Best, answer.Alternatives, openCase),
            Verdict.Offer offer => Offer(asked, offer.Candidates),
            Verdict.Ask ask => Ask(asked, ask.Question),
            Verdict.NotCovered covered => NotCovered(asked, covered.OnlyPeople, openCase),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        return card with { Parts = [.. card.Parts.Take(1), .. Together(asked), .. card.Parts.Skip(1), .. Beside(asked)] };
    }

    /// <summary>That words were read with the question before them, when they were.</summary>
    private IEnumerable<CardPart> Together(AskedQuestion asked) =>
        TakenTogether.EarlierOf(asked) is { } earlier ? [new CardPart.Note(words.Say("taken_together", ShortText.Of(earlier, 120)))] : [];

    /// <summary>One article, quoted.</summary>
    public Card Answer(AskedQuestion asked, Hit hit, IReadOnlyList<Hit> others, Case? openCase)
    {
        List<CardPart> parts = [new CardPart.Heading(hit.Title), new CardPart.Prose(Body(hit))];
        var note = words.Say("updated", when.Day(hit.Updated));
        if (hit.SolvedBefore > 0)
        {
            note += " · " + words.Count("solved_before", hit.SolvedBefore);
        }

        parts.Add(new CardPart.Note(note + ForWhom(asked, hit)));
        if (hit.Unverified)
        {
            parts.Add(new CardPart.Text(words["unverified"], Strong: true));
        }

        if (hit.Doubted)
        {
            parts.Add(new CardPart.Text(words["doubted"], Strong: true));
        }

        parts.AddRange(Page(hit));
        List<CardButton> buttons =
        [
            Button(Actions.Solved, asked, (DataKeys.Article, hit.ArticleId)) with
            {
                Style = ButtonStyle.Primary,
            },
            GetSpecialist(asked),
            Button(Actions.Why, asked),
        ];
        if (hit.Audience is Audience.Client)
        {
            buttons.Add(Button(Actions.CopyForClient, asked, (DataKeys.Article, hit.ArticleId)));
        }

        AddOpenCase(buttons, asked, openCase);
        var report = NotRight(asked, hit.ArticleId);
        buttons.Add(
            others.Count == 0
                ? report
                : Button(Actions.More, asked) with
                {
                    Title = words["button_other_articles"],
                    Menu = [.. others.Take(MostAlternatives).Select(other => Pick(asked, other)), .. Consult(asked), report],
                }
        );

        return new($"{hit.Title}. {ShortText.Of(hit.Passage, 300)}", parts, buttons);
    }

    /// <summary>The link to the article's page; nothing where no public address is set.</summary>
    private IEnumerable<CardPart> Page(Hit hit) =>
        HasPages && workplace.PageOf(hit.ArticleId) is { } page ? [new CardPart.Prose($"[{words["article_page"]}]({page})")] : [];

    /// <summary>What a client may have of an article; null when it is not for clients, or nothing is left of it.</summary>
    public Card? ForClient(Hit hit)
    {
        if (
            workplace.Triage.Data.FindArticle(hit.ArticleId, hit.ArticleVersion) is not { Audience: Audience.Client }
            || ClientCopy.Of(Body(hit)) is not { Length: > 0 } text
        )
        {
            return null;
        }

        var title = words.Say("copy_title", hit.Title);
        return new(
            $"{title}. {ShortText.Of(text, 300)}",
            [
                new CardPart.Text(title, Strong: true),
                new CardPart.Prose(text),
                new CardPart.Note(words.Say("copy_note", when.Day(hit.Updated))),
            ],
            []
        );
    }

    /// <summary>The answer in a few sentences of a language model, over the quotes that they cite by number.</summary>
    public Card Worded(AskedQuestion asked, Verdict.Answer answer, Case? openCase, string sentences)
    {
        var quoted = Answer(asked, answer.Best, answer.Alternatives, openCase);
        var passages = WritingTask
            .PassagesOf(workplace, answer.Best)
            .Select(
                (passage, i) =>
                    new CardPart.Prose(
                        $"**[{(i + 1).ToString(words.Culture)}]**"
                            + $"{(passage.Heading.Length > 0 ? $" **{passage.Heading}**" : "")}\n\n{passage.Text}"
                    )
            );
        List<CardPart> parts =
        [
            .. quoted.Parts.TakeWhile(part => part is CardPart.Heading),
            .. Together(asked),
            new CardPart.Text(sentences),
            new CardPart.Note(words["worded"]),
            new CardPart.Divider(),
            .. passages,
            .. quoted.Parts.Where(part => part is not (CardPart.Heading or CardPart.Prose)),
            .. Page(answer.Best),
            .. Beside(asked),
        ];
        return new($"{answer.Best.Title}. {ShortText.Of(sentences, 300)}", parts, quoted.Buttons);
    }

    /// <summary>
    /// Two articles, the first of the ranking, say different things: both are shown, and the case in which a specialist says which one is
    /// true, or that somebody asked before.
    /// </summary>
    public Card Conflict(AskedQuestion asked, Case theCase)
    {
        var line = words.Say(theCase.MergedInto is null ? "conflict" : "conflict_asked", theCase.Id);
        return new(
            line,
            [new CardPart.Text(line, Strong: true), .. asked.Judgement.Ranking.Take(2).SelectMany(hit => Quoted(asked, hit))],
            [Button(Actions.Why, asked)]
        );
    }

    /// <summary>The question became a case: the answer card loses its buttons and says so.</summary>
    public Card Superseded(AskedQuestion asked, string caseId)
    {
        var title = asked.ShownArticle is { } id ? asked.Judgement.Ranking.FirstOrDefault(hit => hit.ArticleId == id)?.Title : null;
        var line = words.Say("became_case", caseId);
        return new(line, title is null ? [new CardPart.Text(line)] : [new CardPart.Heading(title), new CardPart.Text(line)], []);
    }

    /// <summary>The asker said that it was solved.</summary>
    public Card Solved(AskedQuestion asked)
    {
        var title = asked.Judgement.Ranking.FirstOrDefault(hit => hit.ArticleId == asked.ShownArticle)?.Title ?? "";
        return new(
            words["solved"],
            [new CardPart.Heading(title.Length > 0 ? title : words["solved"]), new CardPart.Text(words["solved"])],
            [Button(Actions.Why, asked), GetSpecialist(asked)]
        );
    }

    /// <summary>The typed word for a person: send now with what is known, or fill in the form.</summary>
    public Card Specialist(AskedQuestion asked) =>
        new(
            words["specialist_card"],
            [new CardPart.Text(words["specialist_card"]), new CardPart.Quote(ShortText.Of(asked.Text, 300), null)],
            [Button(Actions.SendToSpecialists, asked) with { Style = ButtonStyle.Primary }, GetSpecialist(asked)]
        );

    /// <summary>Files without words: what are they about?</summary>
    public Card FilesAlone(AskedQuestion asked)
    {
        var line = asked.Judgement.Verdict is Verdict.Ask ask ? ask.Question : asked.Text;
        return new(
            line,
            [new CardPart.Text(line, Strong: true), new CardPart.Note(words["files_alone_note"])],
            [GetSpecialist(asked) with { Style = ButtonStyle.Primary }, Button(Actions.SendToSpecialists, asked)]
        );
    }

    /// <summary>Files that came behind a question.</summary>
    public Card FilesKept(AskedQuestion asked) =>
        new(
            words["files_kept"],
            [new CardPart.Text(words["files_kept"])],
            [GetSpecialist(asked), Button(Actions.SendToSpecialists, asked)]
        );

    /// <summary>The answer did not help: a person is one press away.</summary>
    public Card NotSolved(AskedQuestion asked) =>
        new(
            words["not_solved"],
            [new CardPart.Text(words["not_solved"], Strong: true), new CardPart.Quote(ShortText.Of(asked.Text, 300), null)],
            [
                Button(Actions.SendToSpecialists, asked) with
                {
                    Style = ButtonStyle.Primary,
                },
                GetSpecialist(asked),
                .. Consult(asked),
                .. asked.ShownArticle is { } shown ? [NotRight(asked, shown)] : (CardButton[])[],
            ]
        );

    /// <summary>Opens the form that says what is wrong with an article, short of a case.</summary>
    private CardButton NotRight(AskedQuestion asked, string article) =>
        Button(Actions.Feedback, asked, (DataKeys.Article, article)) with
        {
            OpensForm = true,
        };

    /// <summary>Opens the form that makes a case.</summary>
    public CardButton GetSpecialist(AskedQuestion asked) => Button(Actions.GetSpecialist, asked) with { OpensForm = true };

    /// <summary>Opens the form that asks a colleague; what a criterion keeps for few people goes to nobody by it.</summary>
    private CardButton[] Consult(AskedQuestion asked) =>
        asked.IsRestricted ? [] : [Button(Actions.Consult, asked) with { Title = words["button_consult_question"], OpensForm = true }];

    /// <summary>The stored and contract name of a verdict.</summary>
    public static string VerdictName(Verdict verdict) =>
        verdict switch
        {
            Verdict.Answer => "answer",
            Verdict.Offer => "offer",
            Verdict.Ask => "ask",
            Verdict.NotCovered => "not_covered",
            Verdict.Escalate => "escalate",
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    private Card Offer(AskedQuestion asked, IReadOnlyList<Hit> candidates)
    {
        var asks = words[candidates.Count == 1 ? "offer_one" : "offer"];
        return new(
            asks,
            [new CardPart.Text(asks, Strong: true), new CardPart.Note(words["offer_note"])],
            [.. candidates.Take(MostOffered).Select(hit => Pick(asked, hit)), Button(Actions.NoneOfThese, asked)]
        );
    }

    private Card Ask(AskedQuestion asked, string question) =>
        new(question, [new CardPart.Text(question, Strong: true), new CardPart.Note(words["ask_note"])], [GetSpecialist(asked)]);

    private void AddOpenCase(List<CardButton> buttons, AskedQuestion asked, Case? openCase)
    {
        if (openCase is not null)
        {
            buttons.Add(
                new(
                    Actions.AddToCase,
                    words.Say("button_add_to_case", openCase.Id),
                    new Dictionary<string, string>(StringComparer.Ordinal) { [DataKeys.Question] = asked.Id, [DataKeys.Case] = openCase.Id }
                )
            );
        }
    }

    private CardPart[] Quoted(AskedQuestion asked, Hit hit) =>
        [
            new CardPart.Quote(ShortText.Of(hit.Passage, 600), hit.Title),
            new CardPart.Note(words.Say("updated", when.Day(hit.Updated)) + ForWhom(asked, hit)),
        ];

    /// <summary>
    /// In a 1:1 chat internal articles are quoted beside those for clients: which it is must be seen before words are sent on. In a channel
    /// there are none but those for clients.
    /// </summary>
    private string ForWhom(AskedQuestion asked, Hit hit) =>
        !asked.Direct || hit.Audience is not { } audience
            ? ""
            : " · " + words[audience is Audience.Client ? "audience_client" : "audience_internal"];

    /// <summary>A candidate by its title; one past its review date, or doubted, says so before it is opened.</summary>
    private CardButton Pick(AskedQuestion asked, Hit hit) =>
        Button(Actions.PickArticle, asked, (DataKeys.Article, hit.ArticleId)) with
        {
            Title = hit is { Unverified: false, Doubted: false }
                ? ShortText.Of(hit.Title, ButtonTitle)
                : words.Say(hit.Doubted ? "doubted_title" : "unverified_title", ShortText.Of(hit.Title, ButtonTitle - UnverifiedMark)),
        };

    private CardButton Button(string action, AskedQuestion asked, params ReadOnlySpan<(string Key, string Value)> more)
    {
        var data = new Dictionary<string, string>(StringComparer.Ordinal) { [DataKeys.Question] = asked.Id };
        foreach (var (key, value) in more)
        {
            data[key] = value;
        }

        return new(action, words[$"button_{action}"], data);
    }

    /// <summary>A short article whole, its best passage first; of a long one the best passage.</summary>
    private string Body(Hit hit)
    {
        var passage = hit.PassageHeading.Length > 0 ? $"**{hit.PassageHeading}**\n\n{hit.Passage}" : hit.Passage;
        var article = workplace.Triage.Data.FindArticle(hit.ArticleId, hit.ArticleVersion);
        if (article is null || article.Body.Length > WholeArticle)
        {
            return passage;
        }

        var at = article.Body.IndexOf(hit.Passage, StringComparison.Ordinal);
        if (hit.Passage.Length == 0 || article.Body[..Math.Max(at, 0)].Trim().Length == 0)
        {
            return article.Body;
        }

        var rest = RestOfArticle.Of(article.Body, at, hit.Passage.Length);
        return rest.Length == 0 ? passage : $"{passage}\n\n---\n\n{rest}";
    }
}
