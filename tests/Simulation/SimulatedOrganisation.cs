using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Knowledge.Search;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Triage;
using EscalationBot.Core.Triage.Criteria;
using EscalationBot.Core.Triage.Facts;
using EscalationBot.Tests.Support;

namespace EscalationBot.Tests.Simulation;

/// <summary>
/// What all histories have in common, made once: an organisation that knows a few answers, and a database with nothing in it.
/// </summary>
internal static class SimulatedOrganisation
{
    private static readonly Lazy<Workplace> Made = new(Make);
    private static readonly Lazy<byte[]> Empty = new(() => Task.Run(MakeDatabaseAsync).GetAwaiter().GetResult());

    public static Workplace Workplace => Made.Value;

    /// <summary>The file of a database whose schema is up to date.</summary>
    public static byte[] EmptyDatabase => Empty.Value;

    private static Workplace Make()
    {
        var organisation = OrganisationFixture.Of(
            (
                "organisation.yaml",
                OrganisationFixture
                    .Yaml.Replace("web:specialists", "slack:C0SPECIALISTS", StringComparison.Ordinal)
                    .Replace("web:billing", "slack:C0BILLING", StringComparison.Ordinal)
                    .Replace(
                        "  - { email: bob",
                        "  - { email: ben@example.com, name: Ben, roles: [rep] }\n  - { email: bob",
                        StringComparison.Ordinal
                    )
            )
        );
        return new Workplace(
            organisation,
            new TriageEngine(
                new TriageData
                {
                    Knowledge = SearchIndex.Of(DeskWorld.Articles),
                    Pinned = PinnedAnswers.Of(organisation.Pinned),
                    Accounts = new AccountFinder(organisation.Accounts),
                    Intake = organisation.Intake,
                    Criteria = CriteriaSet.From(organisation),
                    Categories = organisation.Categories,
                }
            )
        );
    }

    private static async Task<byte[]> MakeDatabaseAsync()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "empty.db");
        await using (var database = new Database(new DatabaseOptions { ConnectionString = $"Data Source={path}" }, new TestClock()))
        {
            await database.OpenAsync(OpenMode.Create, CancellationToken.None);
        }

        return await File.ReadAllBytesAsync(path);
    }
}
