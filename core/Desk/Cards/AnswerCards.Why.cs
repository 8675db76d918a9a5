using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Triage;
using EscalationBot.Core.Triage.Confidence;

namespace EscalationBot.Core.Desk.Cards;

/// <summary>The card behind <c>Why?</c>.</summary>
public sealed partial class AnswerCards
{
    /// <summary>Why the verdict is what it is.</summary>
    public Card Why(AskedQuestion asked)
    {
        var (_, understood, ranking, receipt) = asked.Judgement;
        var percent = ConfidencePercent.Of(receipt.Confidence, words.Culture);
        var pinned = asked.Judgement.Verdict is Verdict.Answer ? receipt.Pinned : null;
        List<LabelledFact> facts =
        [
            new(words["why_verdict"], words["verdict_" + VerdictName(asked.Judgement.Verdict)]),
            pinned is null
                ? new(
                    words["why_confidence"],
                    words.Say(
                        "why_confidence_value",
                        percent,
                        ConfidencePercent.Of(receipt.AnswerFrom, words.Culture),
                        ConfidencePercent.Of(receipt.OfferFrom, words.Culture)
                    ) + Basis(receipt.Basis)
                )
                : new(words["why_pinned"], Pinned(pinned)),
            new(
                words["why_articles"],
                ranking.Count == 0
                    ? words["why_none"]
                    : string.Join(
                        "\n",
                        ranking
                            .Take(3)
                            .Select(hit =>
                                words.Say(
                                    "why_article",
                                    hit.Title,
                                    asked.Judgement.IsPinned(hit)
                                        ? words["why_article_pinned"]
                                        : ConfidencePercent.Of(hit.Confidence, words.Culture),
                                    when.Day(hit.Updated)
                                )
                            )
                    )
            ),
            new(
                words["why_criteria"],
                receipt.Fired.Count == 0
                    ? words["why_no_criteria"]
                    : $"{string.Join("\n", receipt.Fired.Select(Criterion))}\n({receipt.PolicyVersion})"
            ),
            new(words["why_runner_up"], words.Find("verdict_" + receipt.RunnerUp.Replace(' ', '_'), receipt.RunnerUp)),
            new(words["why_flip"], receipt.Flip.Length == 0 ? "–" : receipt.Flip),
        ];
        if (asked.SearchedAs is { } search)
        {
            facts.Add(new(words["why_searched_as"], search));
        }

        if (understood.Found.Count > 0)
        {
            facts.Add(
                new(
                    words["why_understood"],
                    string.Join(
                        "; ",
                        understood
                            .Found.Take(8)
                            .Select(fact =>
                                // What is unsure is asked, not said.
                                $"{fact.Name}: {fact.Value}{(fact.Certainty < 0.5 ? "?" : "")}"
                                + (fact.Words.Length == 0 ? "" : $" (“{fact.Words}”)")
                            )
                    )
                )
            );
        }

        if (understood.PastPlaces.Count > 0)
        {
            facts.Add(
                new(
                    words["why_past_cases"],
                    string.Join(
                        "; ",
                        understood.PastPlaces.Select(place =>
                            words.Say(
                                "why_past_case",
                                place.Category ?? workplace.Organisation.FindQueue(place.Queue)?.Title ?? place.Queue,
                                place.Probability.ToString("P0", words.Culture),
                                place.Usual.ToString("P0", words.Culture)
                            )
                        )
                    )
                )
            );
        }

        return new(
            pinned is null ? words.Say("why_fallback", percent) : Pinned(pinned),
            [new CardPart.Heading(words["why_title"]), new CardPart.FactList(facts)],
            // What is said of a verdict goes to colleagues.
            HasPages ? [GetSpecialist(asked), Button(Actions.WrongVerdict, asked) with { OpensForm = true }] : [GetSpecialist(asked)]
        );
    }

    /// <summary>By which line it was pinned, and which others fitted.</summary>
    private string Pinned(PinnedBy pinned) =>
        string.Join(
            "\n",
            pinned
                .Also.Select(line => words.Say("why_pinned_too", line.ToString(words.Culture)))
                .Prepend(words.Say("why_pinned_value", pinned.Line.ToString(words.Culture)))
        );

    /// <summary>What the confidence rests on.</summary>
    private string Basis(ConfidenceBasis? basis) =>
        basis switch
        {
            null => "",
            { Answers: > 0 } => "\n" + words.Count("why_basis_answers", basis.Answers),
            { Articles: true } => "\n" + words["why_basis_articles"],
            _ => "\n" + words["why_basis_none"],
        };

    /// <summary>A criterion that held: its sentence while the file still has it, else its id.</summary>
    private string Criterion(string id) =>
        workplace.Organisation.Criteria.Criteria.FirstOrDefault(criterion => criterion.Id == id) is { Why.Length: > 0 } known
            ? known.Why
            : id;
}
