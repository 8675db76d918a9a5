using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Knowledge.Search;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Triage;
using EscalationBot.Tests.Support;

namespace EscalationBot.Tests.Desk;

/// <summary>What a decision looks at, without a database: a member whom nobody lists, the small organisation, no articles.</summary>
internal static class LooseDesk
{
    public static LoadedState Loaded(Inbound inbound) =>
        new()
        {
            InboxId = 7,
            Workplace = new Workplace(OrganisationFixture.Of(), new TriageEngine(new TriageData { Knowledge = SearchIndex.Of([]) })),
            Asker = new Asker(new(inbound.From, "Eve", "eve@example.com"), null, TimeZoneInfo.Utc) { Membership = Membership.Member },
        };
}
