using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Texts;

namespace EscalationBot.Bot.Channels.Teams.Sending;

/// <summary>The few texts that only Teams needs, in the organisation's language.</summary>
internal sealed class TeamsWords(WorkplaceHolder workplaces)
{
    private Words Now => Words.In(workplaces.IsLoaded ? workplaces.Current.Organisation.Language : "en");

    public string this[string key] => Now[key];

    /// <summary>A text with its values.</summary>
    public string Say(string key, params object?[] values) => Now.Say(key, values);
}
