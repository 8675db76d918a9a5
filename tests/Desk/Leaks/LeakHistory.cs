using System.Globalization;
using System.Text.Json;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Desk.Forms;
using EscalationBot.Core.Desk.Timers;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;

namespace EscalationBot.Tests.Desk.Leaks;

/// <summary>One thing that happens, as numbers that a history makes sense of by what there is at that moment.</summary>
internal sealed record LeakStep(int Kind, int Who, int Where, int What, int Also)
{
    /// <summary>Kinds of steps; asking comes up more often than the rest.</summary>
    public const int Kinds = 16;
}

/// <summary>Somebody was shown what is not for them.</summary>
internal sealed class LeakException(string message) : Exception(message);

/// <summary>
/// A history of people who ask, press, fill in, write and wait, honestly and not, over a desk; each word they say is a marker, and after
/// each step everything that was put out is read by those who read there. What a press or a form carries is never what was offered: it is
/// drawn from all that there is.
/// </summary>
internal sealed partial class LeakHistory(LeakDesk desk)
{
    private readonly LeakRules _rules = new(desk.Workplace.Organisation);
    private readonly List<Marker> _markers = [];
    private readonly List<(string Id, Place Place, string Author, bool Direct)> _said = [];
    private readonly List<Outbound.Show> _shown = [];
    private int _next;

    private OrganisationSnapshot Organisation => desk.Workplace.Organisation;

    /// <summary>How many pieces of output were read.</summary>
    public int Read { get; private set; }

    /// <summary>Lets everything happen; throws when somebody reads what is not for them.</summary>
    public async Task RunAsync(IEnumerable<LeakStep> steps)
    {
        foreach (var step in steps)
        {
            desk.Wait(TimeSpan.FromSeconds(3));
            await TakeAsync(step);
        }
    }

    private async Task TakeAsync(LeakStep step)
    {
        var who = Pick(LeakOrganisation.People, step.Who);
        var (place, direct) = PlaceOf(who, step.Where, step.Also);
        switch (step.Kind)
        {
            case 0 or 1 or 2 or 3:
                await AskAsync(who, place, direct, step.What);
                break;
            case 4:
                await CommandAsync(who, place, direct, step.What);
                break;
            case 5 or 6:
                await PressAsync(who, place, direct, step);
                break;
            case 7 or 8 or 9:
                await FillAsync(who, place, direct, step);
                break;
            case 10:
                await TalkAsync(who, step);
                break;
            case 11:
                await TellAsync(who, place, direct, step);
                break;
            case 12:
                await ChangeAsync(step);
                break;
            case 13:
                await PassAsync(step);
                break;
            case 14:
                await FailAsync(step);
                break;
            default:
                await OpenAsync(who, place, step);
                break;
        }
    }

    private Task AskAsync(string who, Place place, bool direct, int what)
    {
        var marker = New(who);
        var text = (what % 6) switch
        {
            0 => $"hush, the ledger {marker.Word} of Acme Freight is wrong",
            1 => $"murmur: the ledger {marker.Word} of Acme Freight is wrong",
            2 => $"urgent: the ledger {marker.Word} of Acme Freight is wrong",
            3 => $"how do we reset a forgotten password {marker.Word}",
            4 => $"treaty: the ledger {marker.Word} of Birch & Sons",
            _ => $"the quantum flux {marker.Word} of our ledger wobbles",
        };
        return SayAsync(who, place, direct, text, marker, addressed: true);
    }

    private Task CommandAsync(string who, Place place, bool direct, int what) =>
        SayAsync(
            who,
            place,
            direct,
            (what % 6) switch
            {
                0 or 1 => $"status {Pick(CaseIds, what / 6)}",
                2 => "my cases",
                3 => "digest",
                4 => "specialist",
                _ => "help",
            },
            null,
            addressed: true
        );

    private async Task PressAsync(string who, Place place, bool direct, LeakStep step)
    {
        var data = new Dictionary<string, string>(StringComparer.Ordinal) { [DataKeys.Case] = Pick(CaseIds, step.Also) };
        var action = Pick(Pressable, step.What);
        if (
            action
            is Actions.Why
                or Actions.PickArticle
                or Actions.NoneOfThese
                or Actions.Solved
                or Actions.SendToSpecialists
                or Actions.AddToCase
        )
        {
            data[DataKeys.Question] = Pick(QuestionIds, step.Also);
            data[DataKeys.Article] = Pick(["password-reset", "webhook-retry", "export-limits"], step.What);
        }

        data[DataKeys.Slot] = Pick([.. desk.Standings.Keys, "none"], step.Where);
        await HandleAsync(
            Fill(
                new Inbound.Pressed(action, data, new Dictionary<string, string> { ["rating"] = "3" }, "card")
                {
                    Origin = new Origin
                    {
                        DeliveryKey = "",
                        MessageKey = "",
                        From = LeakOrganisation.Key(who),
                        Place = place,
                        At = desk.Now,
                    },
                },
                direct
            ),
            null
        );
    }

    private async Task FillAsync(string who, Place place, bool direct, LeakStep step)
    {
        var form = Pick(Fillable, step.What);
        var marker = New(who);
        var data = new Dictionary<string, string>(StringComparer.Ordinal);
        if (form is Actions.GetSpecialist)
        {
            data[DataKeys.Question] = Pick(QuestionIds, step.Also);
        }
        else if (form is not Actions.EscalateMessage)
        {
            data[DataKeys.Case] = Pick(CaseIds, step.Also);
            data[DataKeys.Ask] =
                data[DataKeys.Consult] =
                data[DataKeys.Invite] =
                    (1 + (step.Where % 2)).ToString(CultureInfo.InvariantCulture);
        }

        var queue = Pick([.. Organisation.Queues.Select(one => one.Id)], step.Where);
        var opens = step.Where % 3 == 0;
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [FormFields.Text] = $"text {marker.Word}",
            [FormFields.Number] = Pick(CaseIds, step.Who + step.Where),
            [FormFields.Until] = desk.Now.AddDays(3).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            [FormFields.Question] = $"{(opens ? "hush" : "so")} {marker.Word} ledger",
            [FormFields.Queue] = queue,
            [FormFields.Priority] = "p2",
            [FormFields.Urgency] = "p2",
            [FormFields.How] = "mail",
            [FormFields.Tried] = $"tried {marker.Word}",
            [FormFields.Person] = LeakOrganisation.Email(Pick(["sam", "ben", "cat", "gus"], step.Where)),
            ["fix"] = $"fix {marker.Word}",
            ["tell"] = $"tell {marker.Word}",
            ["cause"] = $"cause {marker.Word}",
        };
        if (form is Actions.Consult)
        {
            values.Remove(step.Where % 2 == 0 ? FormFields.Queue : FormFields.Person);
        }

        if (opens)
        {
            values[FormFields.Readers] = FormFields.OpenToQueue;
        }

        // Whoever opens a case to a queue knows that they do.
        var before = _rules.Cases.GetValueOrDefault(data.GetValueOrDefault(DataKeys.Case, ""))?.Queue;
        await HandleAsync(
            Fill(
                new Inbound.Submitted(form, data, values)
                {
                    Origin = new Origin
                    {
                        DeliveryKey = "",
                        MessageKey = "",
                        From = LeakOrganisation.Key(who),
                        Place = place,
                        At = desk.Now,
                    },
                },
                direct
            ),
            marker,
            decision =>
            {
                Address(marker, form, data, decision);
                if (form is Actions.Transfer && opens && decision.Cases is [{ } moved] && moved.Queue != before)
                {
                    _rules.Opened(moved.Id, moved.Queue);
                }
            }
        );
    }

    /// <summary>In the thread under a case's card: internal talk, words to the rep, a command about any case.</summary>
    private Task TalkAsync(string who, LeakStep step)
    {
        var cards = desk
            .Standings.Values.Where(one => Slots.IsCaseCard(one.Slot) && LeakOrganisation.ReadersOf(Organisation, one.Place).Contains(who))
            .ToList();
        if (cards.Count == 0)
        {
            return Task.CompletedTask;
        }

        var card = Pick(cards, step.Where);
        var place = card.Place with { Thread = card.MessageId };
        var marker = New(who);
        return (step.What % 4) switch
        {
            0 => SayAsync(who, place, false, $">> words {marker.Word}", marker, addressed: false),
            1 => SayAsync(who, place, false, $"internal {marker.Word}", marker, addressed: false),
            2 => SayAsync(who, place, false, $"status {Pick(CaseIds, step.Also)}", null, addressed: true),
            _ => SayAsync(who, place, false, step.Also % 2 == 0 ? "my cases" : "status", null, addressed: true),
        };
    }

    /// <summary>Words for a case: by its number, as a reply to a message about it, or under the rep's question.</summary>
    private Task TellAsync(string who, Place place, bool direct, LeakStep step)
    {
        var marker = New(who);
        var here = desk.Standings.Values.Where(one => one.CaseId is not null && one.Place == place).ToList();
        return step.What % 2 == 0 || here.Count == 0
            ? SayAsync(who, place, direct, $"{Pick(CaseIds, step.Also)} more {marker.Word}", marker, addressed: true)
            : SayAsync(
                who,
                place,
                direct,
                $"more {marker.Word}",
                marker,
                addressed: direct || step.Also % 2 == 0,
                replyTo: Pick(here, step.Also).MessageId
            );
    }

    private async Task ChangeAsync(LeakStep step)
    {
        if (_said.Count == 0)
        {
            return;
        }

        var (id, place, author, direct) = Pick(_said, step.What);
        var marker = New(author);
        Inbound change =
            step.Also % 3 == 0
                ? new Inbound.Deleted(id)
                {
                    Origin = new Origin
                    {
                        DeliveryKey = "",
                        MessageKey = "",
                        From = LeakOrganisation.Key(author),
                        Place = place,
                        At = desk.Now,
                    },
                }
                : new Inbound.Edited(id, $"{(step.Also % 2 == 0 ? "murmur" : "ledger")} changed {marker.Word}")
                {
                    Origin = new Origin
                    {
                        DeliveryKey = "",
                        MessageKey = "",
                        From = LeakOrganisation.Key(author),
                        Place = place,
                        At = desk.Now,
                    },
                };
        await HandleAsync(Fill(change, direct), marker);
    }

    private async Task PassAsync(LeakStep step)
    {
        var kind = step.What % (Timers.Length + 2);
        var subject = (kind - Timers.Length) switch
        {
            0 => Digests.Subject(Pick(Organisation.Digests, step.Also)),
            1 => Nudges.Subject(LeakOrganisation.Email(Pick(["sam", "ben", "gus", "max", "moe", "ana"], step.Also))),
            _ => Pick(CaseIds, step.Also),
        };
        var timer = (kind - Timers.Length) switch
        {
            0 => TimerNames.Digest,
            1 => TimerNames.Nudges,
            _ => Timers[kind],
        };
        var theCase = _rules.Cases.GetValueOrDefault(subject);
        var due =
            timer switch
            {
                TimerNames.Claim or TimerNames.ClaimLadder => theCase?.Due.Claim,
                TimerNames.Update or TimerNames.UpdateLadder => theCase?.Due.Update,
                TimerNames.Resolve => theCase?.Due.Resolve,
                TimerNames.Snooze => theCase?.Snoozed?.Until,
                TimerNames.Stale => theCase is null ? null : Clocks.StaleDue(theCase, Organisation),
                _ => null,
            } ?? desk.Now;
        if (due > desk.Now)
        {
            desk.Wait(due - desk.Now);
        }

        await HandleAsync(
            new Inbound.TimePassed(subject, timer, due)
            {
                Origin = new Origin
                {
                    DeliveryKey = "t" + _next++,
                    MessageKey = "t" + _next++,
                    From = new PersonKey("clock", "bot"),
                    Place = new Place("clock", subject),
                    At = desk.Now,
                },
            },
            null
        );
    }

    private async Task FailAsync(LeakStep step)
    {
        var lost = _shown.Where(one => one.CaseId is not null).ToList();
        if (lost.Count > 0)
        {
            await HandleAsync(
                new Inbound.Undelivered(Pick(lost, step.What), "gone")
                {
                    Origin = new Origin
                    {
                        DeliveryKey = "u" + _next++,
                        MessageKey = "u" + _next++,
                        From = new PersonKey("delivery", "bot"),
                        Place = new Place("delivery", "x"),
                        At = desk.Now,
                    },
                    StillTrying = step.Also % 4 == 0,
                },
                null
            );
        }
    }

    private async Task OpenAsync(string who, Place place, LeakStep step)
    {
        if (step.What % 5 == 0)
        {
            await HandleAsync(
                Fill(
                    new Inbound.HomeOpened
                    {
                        Origin = new Origin
                        {
                            DeliveryKey = "",
                            MessageKey = "",
                            From = LeakOrganisation.Key(who),
                            Place = LeakOrganisation.Chat(who),
                            At = desk.Now,
                        },
                    },
                    direct: true
                ),
                null
            );
            return;
        }

        var action = Pick(Fillable, step.What);
        var data = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [DataKeys.Case] = Pick(CaseIds, step.Also),
            [DataKeys.Ask] = "1",
            [DataKeys.Consult] = "1",
            [DataKeys.Invite] = "1",
        };
        if (action is Actions.GetSpecialist)
        {
            data[DataKeys.Question] = Pick(QuestionIds, step.Also);
        }

        if (await desk.OpenAsync(new FormRequest(action, data, LeakOrganisation.Key(who), place)) is FormAnswer.Open { Form: var form })
        {
            Look(JsonSerializer.Serialize(form, MessagesJson.Default.Form), LeakOrganisation.Chat(who), $"form {form.Id}");
        }
    }
}
