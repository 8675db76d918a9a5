using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Texts;

namespace EscalationBot.Bot.Channels.Teams.Sending;

/// <summary>The few texts that only Teams needs, in the organisation's language.</summary>
internal sealed class TeamsWords(WorkplaceHolder workplaces)
{
    public string this[string key] => Words.In(workplaces.IsLoaded ? workplaces.Current.Organisation.Language : "en")[key];
}
