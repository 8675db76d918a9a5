using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Forms;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.Cases;
using Microsoft.Extensions.Options;

namespace EscalationBot.Bot.Ai;

/// <summary>
/// The forms, with drafts where a person will write a text from what the case holds: what to tell the client, an update that is due, a
/// summary for whoever takes the case over. A form opens within its time whether the draft is there or not; a late one is there at the next
/// opening. Restricted cases are never given to a model.
/// </summary>
internal sealed partial class DraftingForms(FormDesk desk, LanguageModel model, DraftSurroundings around) : IForms
{
    /// <summary>Slack's trigger lives three seconds.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.5),
        UpdateIsNear = TimeSpan.FromHours(4);
    private const int MostKept = 200;

    private readonly ConcurrentDictionary<string, Task<string?>> _drafts = new(StringComparer.Ordinal);

    /// <summary>How many drafts are kept or being written.</summary>
    internal int Kept => _drafts.Count;

    public async Task<FormAnswer> OpenAsync(FormRequest request, CancellationToken ct)
    {
        var answer = await desk.OpenAsync(request, ct);
        if (
            answer is not FormAnswer.Open { Form: var form }
            || !model.IsUsable
            || request.Data.GetValueOrDefault(DataKeys.Case) is not { } id
        )
        {
            return answer;
        }
        if (
            await around.Cases.FindCaseAsync(id, ct) is not { Restricted: false } theCase
            || TaskOf(request.Action, theCase, around.Time.GetUtcNow()) is not var (field, what)
        )
        {
            return answer;
        }
        if (_drafts.Count > MostKept)
        {
            _drafts.Clear();
        }
        var key = $"{theCase.Id}:{theCase.Version}:{request.Action}";
        var draft = _drafts.GetOrAdd(key, _ => WriteAsync(what, theCase));
        _ = ForgetFailureAsync(key, draft);
        await Task.WhenAny(draft, Task.Delay(Patience, around.Time, ct));
        return draft is { IsCompletedSuccessfully: true, Result: { } text }
            ? new FormAnswer.Open(
                form with
                {
                    Fields = [.. form.Fields.Select(one => one.Id == field && string.IsNullOrEmpty(one.Value) ? Fill(one, text) : one)],
                }
            )
            : answer;
    }

    public Task<IReadOnlyDictionary<string, string>> CheckAsync(Inbound.Submitted submitted, CancellationToken ct) =>
        desk.CheckAsync(submitted, ct);

    public Task<IReadOnlyList<Option>> SearchAsync(
        string form,
        string field,
        string typed,
        PersonKey from,
        Place place,
        CancellationToken ct
    ) => desk.SearchAsync(form, field, typed, from, place, ct);

    /// <summary>Which field gets what draft; null = none.</summary>
    private static (string Field, string What)? TaskOf(string action, Case theCase, DateTimeOffset now) =>
        action switch
        {
            Actions.Resolve => (
                "tell",
                "Draft what a support representative can tell the client now that their problem was worked on: "
                    + "what it was and what the client can expect. The fix itself will be added by a person."
            ),
            Actions.ReplyToRep when theCase.Due.Update is { } due && due - now < UpdateIsNear => (
                FormFields.Text,
                "Draft a short daily update for the client about where their problem stands."
            ),
            Actions.Transfer or Actions.Release => (
                FormFields.Text,
                "Summarise the case for the colleague who takes it over: the problem, what was tried and found, what is open."
            ),
            _ => null,
        };

    /// <summary>Nothing is kept of a failure, not even of one that came at once: the next opening tries again.</summary>
    private async Task ForgetFailureAsync(string key, Task<string?> draft)
    {
        await ((Task)draft).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (draft is not { IsCompletedSuccessfully: true, Result: not null })
        {
            _drafts.TryRemove(new(key, draft));
        }
    }

    private async Task<string?> WriteAsync(string what, Case theCase)
    {
        List<(string Name, string Text)> facts =
        [
            ("question", theCase.Question),
            ("tried", theCase.Tried),
            ("facts", string.Join('\n', theCase.Facts.Select(fact => $"{fact.Label}: {fact.Value}"))),
            (
                "conversation, newest last",
                string.Join('\n', theCase.Conversation.Where(turn => !turn.Deleted).TakeLast(30).Select(turn => $"{turn.Who}: {turn.Text}"))
            ),
            (
                "questions to the representative",
                string.Join('\n', theCase.Asks.Select(ask => $"{ask.Text} – {ask.Reply ?? "no reply yet"}"))
            ),
        ];
        if (facts.Exists(fact => Injection.In(fact.Text)))
        {
            return null;
        }
        var organisation = around.Workplaces.Current.Organisation;
        var redaction = new Redaction(
            organisation.People.Select(person => person.Name).Concat(theCase.Conversation.Select(turn => turn.Who)).Append(theCase.Rep.Name)
        );
        var prompt = Prompts.Draft(what, facts.Select(fact => (fact.Name, redaction.Apply(fact.Text))), organisation.Language);
        var answer = await model.AskAsync(
            ModelUse.Draft,
            theCase.Id,
            prompt,
            around.Options.Value.Wait * 2,
            null,
            around.Lifetime.ApplicationStopping
        );
        if (answer is not ModelAnswer.Text { Content: not "NOTHING" } text)
        {
            return null;
        }
        // A number that nobody said is the one thing that a hurried reader believes.
        var data = string.Join('\n', facts.Select(fact => fact.Text));
        var sentences = WrittenSentences
            .Of(text.Content, isWhole: true)
            .Select(redaction.Restore)
            .OfType<string>()
            .Where(sentence => Figures().Matches(sentence).All(figure => data.Contains(figure.Value, StringComparison.Ordinal)));
        return string.Join(' ', sentences) is { Length: > 0 } draft ? draft : null;
    }

    private FormField Fill(FormField field, string draft) =>
        field with
        {
            Value = draft.Length <= field.MaxLength ? draft : ShortText.Of(draft, field.MaxLength),
            Hint = Words.In(around.Workplaces.Current.Organisation.Language)["form_draft_hint"],
        };

    [GeneratedRegex(@"\d+(?:[.,:/-]\d+)*", RegexOptions.CultureInvariant, 5_000)]
    private static partial Regex Figures();
}

/// <summary>What drafts look at.</summary>
internal sealed record DraftSurroundings(
    CaseStore Cases,
    WorkplaceHolder Workplaces,
    IOptions<AiOptions> Options,
    TimeProvider Time,
    IHostApplicationLifetime Lifetime
);
