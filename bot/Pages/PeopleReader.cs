using System.Globalization;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.People;
using EscalationBot.Core.Organisation.Rota;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.People;
using Microsoft.AspNetCore.WebUtilities;

namespace EscalationBot.Bot.Pages;

/// <summary>Reads who is there, how much they have to do, and who is on call. Says nothing of any case.</summary>
internal sealed class PeopleReader(CaseStore cases, People people, WorkplaceHolder workplaces)
{
    /// <summary>Where the page stands.</summary>
    public const string Path = "/console/people";
    private const int PageLength = 100;
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(14);

    /// <summary>Everybody whom the organisation lists and the filter leaves, page by page.</summary>
    public async Task<PeopleModel> ReadAsync(PageContext context, PeopleQuery asked, CancellationToken ct)
    {
        var organisation = workplaces.Current.Organisation;
        var words = asked.Words.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var found = organisation
            .People.Where(person => asked.Queue.Length == 0 || person.Queues.Contains(asked.Queue, StringComparer.Ordinal))
            .Where(person => Array.TrueForAll(words, word => Names(person).Any(name => Stands(word, name, context.Words.Culture))))
            .OrderBy(person => person.Name, StringComparer.Create(context.Words.Culture, ignoreCase: true))
            .ThenBy(person => person.Email, StringComparer.Ordinal)
            .ToList();
        var pages = Math.Max(1, (found.Count + PageLength - 1) / PageLength);
        var page = Math.Clamp(asked.Page, 1, pages);
        var shown = found.Skip((page - 1) * PageLength).Take(PageLength).ToList();

        var said = await cases.AbsencesAsync(context.Now, ct);
        var away = Presence.Of(organisation, said, context.Now);
        var open = await cases.OpenByOwnerAsync(ct);
        var met = shown.ToDictionary(person => person.Email, _ => new List<string>(), StringComparer.Ordinal);
        foreach (var channel in new[] { ChannelNames.Teams, ChannelNames.Slack, ChannelNames.Web })
        {
            foreach (var email in (await people.IdsAsync(channel, met.Keys, ct)).Keys)
            {
                met[email].Add(context.Words[$"people_on_{channel}"]);
            }
        }

        return new(
            context,
            asked with
            {
                Page = page,
            },
            [.. organisation.Queues.Select(queue => (queue.Id, queue.Title))],
            [.. organisation.Queues.Select(queue => Rota(organisation, queue, context.Now))],
            [.. shown.Select(person => Line(person))],
            found.Count,
            organisation.People.Count
        )
        {
            Previous = page > 1 ? Address(asked, page - 1) : null,
            Next = page < pages ? Address(asked, page + 1) : null,
        };

        PersonLine Line(Colleague person)
        {
            var has = open.GetValueOrDefault(person.Email);
            var isAway = away.TryGetValue(person.Email, out var until);
            var later = said.Where(one => one.Email == person.Email && !one.IsHere && one.From > context.Now).MinBy(one => one.From);
            return new(
                person.Name,
                person.Email,
                string.Join(
                    ", ",
                    new[] { Roles.Manager, Roles.Specialist, Roles.Rep }
                        .Where(person.Is)
                        .Select(role => context.Words[$"people_{role.ToString().ToLowerInvariant()}"])
                ),
                string.Join(", ", person.Queues.Select(queue => organisation.FindQueue(queue)?.Title ?? queue)),
                string.Join(", ", met[person.Email]),
                isAway ? context.Words.Say("people_away_until", context.Clock(until))
                    : later is not null ? context.Words.Say("people_away_later", context.Clock(later.From), context.Clock(later.Until))
                    : null,
                isAway,
                person.MostOpen is { } most ? context.Words.Say("people_load_of", has, most)
                    : has > 0 || person.Is(Roles.Specialist) ? context.Number(has)
                    : "",
                has,
                person.MostOpen <= has
            );
        }
    }

    private static IEnumerable<string> Names(Colleague person) => [person.Name, person.Email, .. person.Skills, .. person.Languages];

    private static bool Stands(string word, string name, CultureInfo culture) =>
        culture.CompareInfo.IndexOf(name, word, CompareOptions.IgnoreCase | CompareOptions.IgnoreNonSpace) >= 0;

    private static RotaLine Rota(OrganisationSnapshot organisation, Queue queue, DateTimeOffset now)
    {
        var here = organisation.OnCall(queue.Id, now);
        var gaps = queue.Rota?.Gaps(organisation.Calendar, queue.Levels.IsAroundTheClock, now, now + Ahead) ?? [];
        var shifts = (queue.Rota?.Changes(now, now + Ahead) ?? []).Select(at =>
        {
            var called = queue.Rota!.At(at);
            return new ShiftLine(at, called[0].Until, Told(called));
        });
        return new(
            queue.Id,
            queue.Title,
            queue.Rota?.File,
            Told(here),
            here is [var first, ..] ? first.Until : null,
            [.. shifts.Concat(gaps.Select(gap => new ShiftLine(gap.From, gap.To, null))).OrderBy(one => one.From)]
        );

        string? Told(IReadOnlyList<OnCallPerson> called) =>
            called.Count == 0 ? null : string.Join(", ", called.Select(one => organisation.FindPerson(one.Email)?.Name ?? one.Email));
    }

    private static string Address(PeopleQuery asked, int page)
    {
        var fields = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["q"] = asked.Words,
            ["queue"] = asked.Queue,
            ["page"] = page.ToString(CultureInfo.InvariantCulture),
        };
        return QueryHelpers.AddQueryString(Path, fields.Where(field => !string.IsNullOrEmpty(field.Value)));
    }
}
