using System.Globalization;
using EscalationBot.Bot.Channels;
using EscalationBot.Bot.Hosting.SignIn;
using EscalationBot.Bot.Organisation;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.People;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Queues;

namespace EscalationBot.Bot.Pages;

/// <summary>Reads what the console shows. Reads only.</summary>
internal sealed class ConsoleReader(CaseStore cases, Outbox outbox, WorkplaceHolder workplaces, WorkplaceLoader files)
{
    /// <summary>Most rows of a table.</summary>
    private const int Most = 1000;
    private const int QuestionLength = 160;

    /// <summary>
    /// What a visitor's role and queues let them see. What the canary question found wrong stands with the files, where it is fixed.
    /// </summary>
    public async Task<ConsoleModel> ReadAsync(
        PageContext context,
        Visitor visitor,
        IEnumerable<IChannel> channels,
        Problem? canary,
        CancellationToken ct
    )
    {
        var organisation = workplaces.Current.Organisation;
        var viewer = (visitor as Visitor.Person)?.Colleague;
        var queues = QueuesOf(visitor, organisation);
        var seesAll = visitor.SeesAll;
        return new(
            await BoardAsync(context, visitor, ct),
            seesAll ? await LinesAsync(await UndeliveredAsync(visitor, queues, ct), organisation, context, viewer, ct) : [],
            [
                .. new[] { ChannelNames.Slack, ChannelNames.Teams, ChannelNames.Web }
                    .Where(_ => seesAll)
                    .Select(name => Line(name, channels.FirstOrDefault(channel => channel.Name == name), context)),
            ],
            !seesAll ? []
                : canary is null ? files.Problems
                : [.. files.Problems, canary]
        )
        {
            SeesAll = seesAll,
            Holds = seesAll && visitor is Visitor.Person,
            Held = !seesAll
                ? []
                :
                [
                    .. (
                        await cases.CasesAsync(
                            new CaseFilter
                            {
                                Held = true,
                                Queues = visitor is Visitor.Person ? queues : null,
                                Limit = Most,
                            },
                            ct
                        )
                    ).Select(theCase => new HeldLine(
                        theCase.Id,
                        organisation.FindQueue(theCase.Queue)?.Title ?? theCase.Queue,
                        context.Words[$"console_state_{theCase.State.ToString().ToLowerInvariant()}"],
                        theCase.Hold!.By.Name,
                        theCase.Hold.At,
                        CaseReader.MayRead(organisation, viewer, theCase) ? theCase.Hold.Why : context.Words["console_restricted"]
                    )),
                ],
        };
    }

    /// <summary>Queues and open cases that a visitor may see.</summary>
    public async Task<BoardModel> BoardAsync(PageContext context, Visitor visitor, CancellationToken ct)
    {
        var organisation = workplaces.Current.Organisation;
        var viewer = (visitor as Visitor.Person)?.Colleague;
        var queues = QueuesOf(visitor, organisation);
        var open = OpenOf(visitor, queues);
        // Before the cases: what changes between the two is sent again, and not missed.
        var mark = await BoardMarkAsync(visitor, ct);
        var found = await cases.CasesAsync(open, ct);
        var count = found.Count < Most ? found.Count : await cases.CountCasesAsync(open, ct);
        var lines = found.Select(theCase => (Case: theCase, Line: Line(theCase, organisation, context, viewer))).ToList();
        var byQueue = lines.ToLookup(line => line.Case.Queue, StringComparer.Ordinal);
        return new(
            context,
            [
                .. organisation
                    .Queues.Where(queue => queues.Contains(queue.Id))
                    .Select(queue => new QueueLine(
                        queue.Title,
                        queue.Place.Text,
                        byQueue[queue.Id].Count(),
                        byQueue[queue.Id].Count(line => line.Case.Owner is null),
                        byQueue[queue.Id].Count(line => line.Line.IsLate)
                    )),
            ],
            [.. lines.Select(line => line.Line).OrderBy(line => line.DueAt ?? DateTimeOffset.MaxValue)],
            count - found.Count,
            mark
        );
    }

    /// <summary>Another text whenever a case comes to the visitor's board, leaves it, or is changed.</summary>
    public async Task<string> BoardMarkAsync(Visitor visitor, CancellationToken ct)
    {
        var (count, versions) = await cases.MarkAsync(OpenOf(visitor, QueuesOf(visitor, workplaces.Current.Organisation)), ct);
        return string.Create(CultureInfo.InvariantCulture, $"{count}-{versions}");
    }

    private static CaseFilter OpenOf(Visitor visitor, IReadOnlyCollection<string> queues) =>
        new()
        {
            States = CaseFilter.Open,
            Queues = visitor is Visitor.Person ? queues : null,
            Limit = Most,
        };

    /// <summary>Cases that are over, of the visitor's queues.</summary>
    public async Task<ClosedModel> ClosedAsync(PageContext context, Visitor visitor, CancellationToken ct)
    {
        var organisation = workplaces.Current.Organisation;
        var over = new CaseFilter
        {
            States = CaseFilter.Over,
            Queues = visitor is Visitor.Person ? QueuesOf(visitor, organisation) : null,
            Limit = Most,
        };
        var found = await cases.CasesAsync(over, ct);
        var count = found.Count < Most ? found.Count : await cases.CountCasesAsync(over, ct);
        var viewer = (visitor as Visitor.Person)?.Colleague;
        return new(context, [.. found.Select(theCase => Line(theCase, organisation, context, viewer))], count - found.Count);
    }

    /// <summary>A person sees the work of their own queues; the playground and the emergency key see all.</summary>
    public static IReadOnlyCollection<string> QueuesOf(Visitor visitor, OrganisationSnapshot organisation) =>
        visitor is Visitor.Person person ? [.. person.Colleague.Queues] : [.. organisation.Queues.Select(queue => queue.Id)];

    /// <summary>The visitor sees this row among what was not delivered, and it may be sent again.</summary>
    public async Task<bool> MaySendAgainAsync(Visitor visitor, long id, CancellationToken ct) =>
        (await UndeliveredAsync(visitor, QueuesOf(visitor, workplaces.Current.Organisation), ct)).Any(row =>
            row.Id == id && row.MaySendAgain
        );

    /// <summary>To a person only what was about a case of their queues: the rest may be anybody's words.</summary>
    private async Task<IReadOnlyList<DroppedRow>> UndeliveredAsync(
        Visitor visitor,
        IReadOnlyCollection<string> queues,
        CancellationToken ct
    )
    {
        var organisation = workplaces.Current.Organisation;
        var own = new List<DroppedRow>();
        foreach (var row in await outbox.DroppedAsync(Most, ct))
        {
            var show = row.What as Outbound.Show;
            var theCase = show?.CaseId is { } id ? await cases.FindCaseAsync(id, ct) : null;
            if (visitor is not Visitor.Person || (theCase is not null && queues.Contains(theCase.Queue)))
            {
                own.Add(
                    row with
                    {
                        MaySendAgain =
                            row.MaySendAgain
                            && (show?.CaseId is null || (theCase is not null && SendingAgain.IsStillFor(organisation, show, theCase))),
                    }
                );
            }
        }

        return own;
    }

    private static CaseLine Line(Case theCase, OrganisationSnapshot organisation, PageContext context, Colleague? viewer)
    {
        var may = CaseReader.MayRead(organisation, viewer, theCase);
        var words = Words.In(organisation.Language);
        var when = new When(words, organisation.Calendar.Zone, context.Now);
        DateTimeOffset? due = theCase.State is CaseState.Unclaimed ? theCase.Due.Claim : Earlier(theCase.Due.Update, theCase.Due.Resolve);
        var first = theCase.Question.Split('\n')[0];
        return new(
            theCase.Id,
            theCase.Priority.ToUpperInvariant(),
            organisation.FindQueue(theCase.Queue)?.Title ?? theCase.Queue,
            may ? organisation.FindAccount(theCase.Account)?.Name ?? theCase.Account ?? "" : "",
            theCase.Owner?.Name,
            context.Words[$"console_state_{theCase.State.ToString().ToLowerInvariant()}"],
            due is { } at ? when.Due(at) : "",
            due,
            due < context.Now,
            !may ? context.Words["console_restricted"] : ShortText.Of(first, QuestionLength)
        );
    }

    private async Task<IReadOnlyList<UndeliveredLine>> LinesAsync(
        IReadOnlyList<DroppedRow> rows,
        OrganisationSnapshot organisation,
        PageContext context,
        Colleague? viewer,
        CancellationToken ct
    )
    {
        var known = new Dictionary<string, bool>(StringComparer.Ordinal);
        List<UndeliveredLine> lines = [];
        foreach (var dropped in rows)
        {
            var (to, what) = dropped.What switch
            {
                Outbound.Show show => (
                    To(show.To, context),
                    await MayReadAsync(show) ? show.Card.Fallback : context.Words["console_restricted"]
                ),
                // It was for one person alone, whatever it says.
                Outbound.Whisper whisper => (whisper.Person.Id, context.Words["console_private"]),
                _ => ("", ""),
            };
            lines.Add(new(dropped.At, dropped.Channel, to, what, dropped.Why) { Again = dropped.MaySendAgain ? dropped.Id : null });
        }

        return lines;

        async Task<bool> MayReadAsync(Outbound.Show show)
        {
            if ((show.CaseId ?? show.QuestionId) is not { } id)
            {
                return true;
            }

            return known.TryGetValue(id, out var may)
                ? may
                : known[id] = show.CaseId is not null
                    ? await MayReadCaseAsync(id)
                    : await cases.FindQuestionAsync(id, ct) is { IsRestricted: false } asked
                        && (asked.CaseId is null || await MayReadCaseAsync(asked.CaseId));
        }

        // Of a case that is not there any more nobody can tell whether it was restricted.
        async Task<bool> MayReadCaseAsync(string id) =>
            await cases.FindCaseAsync(id, ct) is { } theCase && CaseReader.MayRead(organisation, viewer, theCase);
    }

    private static string To(Destination to, PageContext context) =>
        to switch
        {
            Destination.At at => at.Place.Conversation,
            Destination.Direct direct => context.Directory.Find(direct.Email)?.Name ?? direct.Email ?? direct.Id ?? "",
            Destination.ThreadOf root => root.Slot,
            _ => "",
        };

    private static ChannelLine Line(string name, IChannel? channel, PageContext context) =>
        channel is null ? new(name, "off", context.Words["console_no_credentials"]) : new(name, channel.State.Status, channel.State.Why);

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) => one is null || other < one ? other ?? one : one;
}
