using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Demo;

/// <summary>
/// What people do when a card comes to stand before them: each button has a weight for each part that people play, and doing nothing has
/// one, too: some never answer.
/// </summary>
internal sealed class MonthReactions(Month month)
{
    /// <summary>Nobody does more than so much about one card.</summary>
    private const int MostOfCard = 4;

    private static readonly Dictionary<string, double> Reps = new(StringComparer.Ordinal)
    {
        [Actions.Solved] = 45,
        [Actions.GetSpecialist] = 14,
        [Actions.SendToSpecialists] = 30,
        [Actions.PickArticle] = 30,
        [Actions.NoneOfThese] = 15,
        [Actions.Why] = 3,
        [Actions.CopyForClient] = 4,
        [Actions.Feedback] = 2,
        [Actions.AddToCase] = 2,
        [Actions.AnswerAsk] = 70,
        [Actions.AnswerToCase] = 60,
        [Actions.NewQuestion] = 25,
        [Actions.ClientTold] = 60,
        [Actions.ToldHow] = 30,
        [Actions.Reopen] = 0.8,
        [Actions.Rate] = 25,
        [Actions.Verified] = 60,
        [Actions.StillBroken] = 10,
        [Actions.ClientUpdated] = 50,
        [Actions.AddDetails] = 25,
        [Actions.Credit] = 30,
        [Actions.Consult] = 1,
    };

    private static readonly Dictionary<string, double> Specialists = new(StringComparer.Ordinal)
    {
        [Actions.Claim] = 45,
        [Actions.NotMe] = 6,
        [Actions.ConsultAnswer] = 70,
        [Actions.ConsultDecline] = 10,
        [Actions.ConsultEscalate] = 10,
        [Actions.InviteAccept] = 60,
        [Actions.InviteDecline] = 15,
        [Actions.KeepOpen] = 40,
        [Actions.CloseStale] = 25,
        [Actions.StillOnIt] = 45,
        [Actions.PromiseKept] = 35,
        [Actions.AskAnyway] = 40,
        [Actions.PublishArticle] = 60,
        [Actions.ReturnArticle] = 10,
        [Actions.StillRight] = 30,
        [Actions.DepartmentAnswer] = 70,
        [Actions.Declare] = 60,
        [Actions.Dismiss] = 8,
        [Actions.JoinAlike] = 60,
        [Actions.UpdateIncident] = 20,
        [Actions.FixIncident] = 30,
        [Actions.Approve] = 40,
    };

    private static readonly Dictionary<string, double> Managers = new(StringComparer.Ordinal)
    {
        [Actions.Approve] = 65,
        [Actions.RefuseApproval] = 15,
        [Actions.Reassign] = 4,
        [Actions.PublishArticle] = 40,
        [Actions.StillRight] = 30,
        [Actions.ShowCase] = 5,
        [Actions.Declare] = 10,
        [Actions.FixIncident] = 5,
    };

    private static readonly Dictionary<string, double> Departments = new(StringComparer.Ordinal)
    {
        [Actions.DepartmentDone] = 60,
        [Actions.DepartmentNeedsInfo] = 15,
        [Actions.DepartmentDeclines] = 8,
        [Actions.ShowCase] = 1,
    };

    private readonly Dictionary<string, int> _done = new(StringComparer.Ordinal);
    private readonly CaseWork _work = new(month);

    /// <summary>Plans what follows from it.</summary>
    public async Task SeeAsync(Delivered news)
    {
        if (news.Only is { } only)
        {
            if (month.People.FirstOrDefault(person => person.Email == only.Id) is { } self)
            {
                Choose(self, news, 40);
            }
        }
        else if (news.Chat is { } email)
        {
            if (month.People.FirstOrDefault(person => person.Email == email) is { } person)
            {
                Choose(person, news, person.Part is Part.Rep ? 20 : 25);
            }
        }
        else if (
            month.People.Where(person => person.Part is Part.Department && news.Place.Conversation == person.Queues[0]).ToList() is
            { Count: > 0 } team
        )
        {
            Choose(month.Luck.One(team), news, 15);
        }
        else if (!await _work.SeeAsync(news) && news.IsNew && AtWork(news) is { } specialist)
        {
            Choose(specialist, news, 60);
        }
    }

    /// <summary>Somebody who works where it stands and is there today.</summary>
    private MonthPerson? AtWork(Delivered news)
    {
        var organisation = month.Services.GetRequiredService<WorkplaceHolder>().Current.Organisation;
        var queues = organisation
            .Queues.Where(queue => queue.Place.Channel == news.Place.Channel && queue.Place.Id == news.Place.Conversation)
            .Select(queue => queue.Id)
            .ToList();
        var today = organisation.Calendar.DateOf(news.At);
        var there = month
            .People.Where(person => person.Part is Part.Specialist && person.Queues.Any(queues.Contains) && !person.IsAway(today))
            .ToList();
        var called = news.Card.Parts.OfType<CardPart.Mention>().FirstOrDefault()?.Person;
        return there.Find(person => person.Key == called) ?? (there.Count > 0 ? month.Luck.One(there) : null);
    }

    private void Choose(MonthPerson person, Delivered news, double nothing)
    {
        var weights = person.Part switch
        {
            Part.Rep => Reps,
            Part.Specialist => Specialists,
            Part.Manager => Managers,
            _ => Departments,
        };
        var offered = news
            .Buttons.Select(button => (button, Weight: weights.GetValueOrDefault(button.Action)))
            .Where(one => one.Weight > 0)
            .ToList();
        // Of an offer each article is a button; together they weigh as one.
        var picks = offered.Count(one => one.button.Action == Actions.PickArticle);
        // With no answer before them they ask for a person.
        var alone = offered.TrueForAll(one => one.button.Action is not (Actions.Solved or Actions.PickArticle));
        offered =
        [
            .. offered.Select(one =>
                one.button.Action switch
                {
                    Actions.PickArticle => (one.button, one.Weight / picks),
                    Actions.GetSpecialist when alone => (one.button, 40),
                    _ => one,
                }
            ),
        ];
        var key = $"{person.Email} {news.Slot ?? news.Card.Fallback}";
        if (offered.Count == 0 || _done.GetValueOrDefault(key) >= MostOfCard || month.Luck.Weighted(offered, nothing) is not { } button)
        {
            return;
        }

        _done[key] = _done.GetValueOrDefault(key) + 1;
        var delay = person.Part is Part.Rep ? month.Luck.Minutes(1, 60) : month.Luck.Minutes(2, 150);
        month.Plot(
            month.Hands.Later(person, delay),
            // It may have changed in the meantime: they press what they saw.
            () => month.Hands.PressAsync(person, news, button)
        );
    }
}
