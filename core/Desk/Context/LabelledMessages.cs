using EscalationBot.Core.Cases;
using EscalationBot.Core.Store.Cases;

namespace EscalationBot.Core.Desk.Context;

/// <summary>A label of a verdict, with the message that it is about and the case that this became; null when they are not there.</summary>
public sealed record LabelledMessage(VerdictLabel Label, AskedQuestion? Question, Case? Case)
{
    /// <summary>The words that were said of it are for those alone who may read it.</summary>
    public bool IsRestricted => Label.IsRestricted || Question is not { IsRestricted: false } || Case is { Restricted: true };
}

/// <summary>Reads labels together with what decides who may read them.</summary>
public static class LabelledMessages
{
    /// <summary>In the order of the labels.</summary>
    public static async Task<IReadOnlyList<LabelledMessage>> ReadAsync(
        CaseStore cases,
        IReadOnlyList<VerdictLabel> labels,
        CancellationToken ct
    )
    {
        var asked = (await cases.FindQuestionsAsync(labels.Select(one => one.QuestionId).Distinct(), ct)).ToDictionary(
            one => one.Id,
            StringComparer.Ordinal
        );
        var became = (await cases.FindCasesAsync(asked.Values.Select(one => one.CaseId).OfType<string>().Distinct(), ct)).ToDictionary(
            one => one.Id,
            StringComparer.Ordinal
        );
        return
        [
            .. labels.Select(label =>
                asked.GetValueOrDefault(label.QuestionId) is { } question
                    ? new LabelledMessage(label, question, question.CaseId is { } id ? became.GetValueOrDefault(id) : null)
                    : new LabelledMessage(label, null, null)
            ),
        ];
    }
}
