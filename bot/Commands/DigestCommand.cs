using System.CommandLine;
using EscalationBot.Bot.Hosting;
using EscalationBot.Bot.Organisation;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.DigestCards;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Insights;
using EscalationBot.Core.Insights.Recurring;
using EscalationBot.Core.Knowledge.Search;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.People;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.Knowledge;
using EscalationBot.Core.Triage;
using EscalationBot.Core.Triage.Confidence;
using Microsoft.Extensions.Options;

namespace EscalationBot.Bot.Commands;

/// <summary><c>digest</c>: prints the digest that a manager would get.</summary>
internal static class DigestCommand
{
    private static readonly TimeOnly DefaultHour = new(9, 0);

    public static void AddTo(RootCommand root, Option<string[]> set)
    {
        var person = new Option<string>("--for")
        {
            Description = "E-mail of a manager of the organisation.",
            HelpName = "EMAIL",
            Required = true,
        };
        var on = new Option<DateOnly?>("--on")
        {
            Description = "As of that day, at the hour of the person's digest (default: now). Open cases are those of now.",
            HelpName = "DATE",
            CustomParser = VerbDates.Day,
        };
        var json = new Option<bool>("--json")
        {
            Description = "Every figure with its two numbers, as JSON, instead of the digest's words.",
        };
        var everything = new Option<bool>("--everything")
        {
            Description = "What is behind the digest's button of that name: all numbers of the span.",
        };
        var command = new System.CommandLine.Command("digest", "Prints the digest that a manager would get.")
        {
            person,
            on,
            json,
            everything,
        };
        command.SetAction(
            (parsed, ct) =>
                RunAsync(
                    GivenSettings.Read(parsed, set),
                    parsed.GetValue(person)!,
                    parsed.GetValue(on),
                    parsed.GetValue(json),
                    parsed.GetValue(everything),
                    parsed.InvocationConfiguration.Output,
                    ct
                )
        );
        root.Add(command);
    }

    private static async Task<int> RunAsync(
        Dictionary<string, string?> given,
        string email,
        DateOnly? on,
        bool asJson,
        bool all,
        TextWriter output,
        CancellationToken ct
    )
    {
        await using var services = VerbParts.Build(
            given,
            ["Database", "Organisation", "Triage", "Audit"],
            services => services.AddStore().AddOrganisationOptions().AddSingleton<Records>()
        );
        var organisation = VerbOrganisation.Read(services);
        if (organisation.FindPerson(email) is not { } person || !person.Is(Roles.Manager))
        {
            throw new WrongUseException(
                $"{email} is no manager of {organisation.Name}. Managers: "
                    + $"{string.Join(", ", organisation.People.Where(one => one.Is(Roles.Manager)).Select(one => one.Email))}"
                    + $"."
            );
        }
        await services.GetRequiredService<Database>().OpenAsync(OpenMode.Existing, ct);

        var moment = new Moment(on is { } day ? At(organisation, email, day) : services.GetRequiredService<TimeProvider>().GetUtcNow());
        using var recurring = new RecurringIssues(services.GetRequiredService<Records>(), services.GetRequiredService<CaseStore>(), moment);
        var reading = new FiguresReading(
            services.GetRequiredService<Measures>(),
            services.GetRequiredService<CaseStore>(),
            recurring,
            moment
        );
        // Without an encoder, which would take longer to start than the verb needs: issues are found by words.
        var figures = organisation.Digests.FirstOrDefault(digest => string.Equals(digest.To, email, StringComparison.OrdinalIgnoreCase))
            is { } schedule
            ? await reading.SinceLastDigestAsync(schedule, organisation, person.Queues, SearchIndex.Empty(), ct)
            : await reading.SinceLastWorkingDayAsync(organisation, person.Queues, SearchIndex.Empty(), ct);
        if (asJson)
        {
            await VerbAudit.RecordAsync(services, AuditKind.View, "digest", null, ct, AuditActor.Of(person.Email));
            await output.WriteAsync(Indicators.Json(figures));
            return 0;
        }
        // What no article answers is judged by the articles in use, by their words.
        var index = SearchIndex.Of(await services.GetRequiredService<Articles>().LiveAsync(ct));
        var triage = new TriageEngine(TriageData.Of(index, organisation, services.GetRequiredService<IOptions<TriageOptions>>().Value));
        var workplace = new Workplace(organisation, triage);
        figures = figures with
        {
            Gaps = await reading.GapsAsync(organisation, triage, person.Queues, ct),
            Waiting = await reading.WaitingAsync(ct),
        };
        await VerbAudit.RecordAsync(services, AuditKind.View, "digest", null, ct, AuditActor.Of(person.Email));
        var words = Words.In(organisation.Language);
        await output.WriteAsync(
            TerminalText.Of(
                all
                    ? EverythingCard.Make(workplace, words, person, figures)
                    : DigestCard.Make(workplace, words, person, figures, DigestExceptions.Of(workplace, words, person, figures))
            )
        );
        return 0;
    }

    private static DateTimeOffset At(OrganisationSnapshot organisation, string email, DateOnly day)
    {
        var hour =
            organisation.Digests.FirstOrDefault(digest => string.Equals(digest.To, email, StringComparison.OrdinalIgnoreCase))?.At
            ?? DefaultHour;
        var local = day.ToDateTime(hour);
        return new DateTimeOffset(local, organisation.Calendar.Zone.GetUtcOffset(local)).ToUniversalTime();
    }

    /// <summary>A clock that stands still.</summary>
    private sealed class Moment(DateTimeOffset at) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => at;
    }
}
