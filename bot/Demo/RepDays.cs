using System.Globalization;
using EscalationBot.Core.Desk.Context;

namespace EscalationBot.Bot.Demo;

/// <summary>The days of those who ask: when they write what; and what everybody says about being away.</summary>
internal sealed class RepDays(Month month)
{
    private static readonly TimeSpan BeforeWork = TimeSpan.FromHours(2.4);

    /// <summary>Plans the whole month, a day at a time.</summary>
    public void Plot() => PlotDay(month.Plan.From, month.Clock.GetUtcNow());

    private void PlotDay(DateOnly day, DateTimeOffset early) =>
        month.Plot(
            early,
            () =>
            {
                var organisation = month.Services.GetRequiredService<WorkplaceHolder>().Current.Organisation;
                var works = organisation.Calendar.Hours.On(day.DayOfWeek).Any() && !organisation.Calendar.Holidays.Contains(day);
                foreach (var person in month.People)
                {
                    if (person.Away is var (from, back) && from == day && !person.HasCalendar && month.Luck.Happens(0.8))
                    {
                        var until = back.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
                        month.Plot(early + BeforeWork, () => month.Hands.SayAsync(person, person.Chat, $"away until {until}"));
                    }
                    if (person.Part is Part.Rep && !person.IsAway(day))
                    {
                        PlotQuestions(person, early, works);
                    }
                }
                if (works && month.Luck.Happens(0.12))
                {
                    PlotOutage(early);
                }

                PlotDay(day.AddDays(1), NextMorning(day.AddDays(1)));
                return Task.CompletedTask;
            }
        );

    private DateTimeOffset NextMorning(DateOnly day)
    {
        var zone = month.Services.GetRequiredService<WorkplaceHolder>().Current.Organisation.Calendar.Zone;
        var local = day.ToDateTime(new TimeOnly(6, 0));
        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
    }

    private void PlotQuestions(MonthPerson person, DateTimeOffset early, bool works)
    {
        var expected = works ? month.Plan.QuestionsPerDay : month.Plan.QuestionsPerDay / 50;
        while (month.Luck.Happens(expected))
        {
            // Mostly in opening hours; a few in the evening or at night.
            var at = early + TimeSpan.FromHours(month.Luck.Happens(0.94) ? 2.5 + (9.3 * month.Luck.Share()) : 23 * month.Luck.Share());
            month.Plot(at, () => AskAsync(person));
            expected /= 2;
        }
    }

    /// <summary>Something that many clients have at once, half an hour long.</summary>
    private void PlotOutage(DateTimeOffset early)
    {
        var at = early + TimeSpan.FromHours(3 + (6 * month.Luck.Share()));
        var reps = month.People.Where(person => person.Part is Part.Rep).ToList();
        for (var report = 0; report < 8; report++)
        {
            var person = month.Luck.One(reps);
            var account = Account();
            month.Plot(
                at + month.Luck.Minutes(0, 28),
                () => month.Hands.SayAsync(person, person.Chat, $"{account} gets 503 from the gateway, error code 503, since ten minutes")
            );
        }
    }

    private async Task AskAsync(MonthPerson person)
    {
        var titles = month
            .Services.GetRequiredService<WorkplaceHolder>()
            .Current.Triage.Data.Knowledge.Articles.Select(one => one.Title)
            .ToList();
        var account = Account();
        await month.Hands.SayAsync(person, person.Chat, MonthWords.Question(account, titles, month.Luck));
        if (month.Luck.Happens(0.12))
        {
            month.Plot(
                month.Hands.Later(person, month.Luck.Minutes(2, 90)),
                () => month.Hands.SayAsync(person, person.Chat, MonthWords.Aside(account, month.Luck))
            );
        }
    }

    private string Account() => month.Luck.One(month.Services.GetRequiredService<WorkplaceHolder>().Current.Organisation.Accounts).Name;
}
