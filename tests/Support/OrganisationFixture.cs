using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.Files;
using Shouldly;

namespace EscalationBot.Tests.Support;

/// <summary>
/// An organisation folder of a test's own: starts as a small, valid organisation (two queues, a rep, two specialists, a manager), and every
/// file can be replaced or changed.
/// </summary>
public sealed class OrganisationFixture : IDisposable
{
    /// <summary>The organisation.yaml it starts with.</summary>
    public const string Yaml = """
        name: Test Support
        language: en
        time_zone: Europe/Berlin
        hours: { mon-fri: "09:00-17:00" }
        holidays: [2026-12-25]
        askers: anyone
        people:
          - { email: ana@example.com, name: Ana, roles: [rep] }
          - { email: bob@example.com, name: Bob, roles: [specialist], queues: [billing, technical], accounts: [acme], deputy: carol@example.com }
          - { email: carol@example.com, name: Carol, roles: [specialist], queues: [technical] }
          - { email: mia@example.com, name: Mia, roles: [manager], queues: [billing, technical] }
        queues:
          - { id: technical, title: Technical, place: "web:specialists", categories: [technical, integration], default: true,
              service_levels: { p1: { claim: 5m, update: 1h, resolve: 4h }, p2: { claim: 15m, update: 1d, resolve: 1d }, p3: { claim: 1h, update: 1d, resolve: 3d }, p4: { claim: 4h, update: 2d, resolve: 5d } } }
          - { id: billing, title: Billing, place: "web:billing", categories: [billing, contract] }
        digests:
          - { to: mia@example.com, at: "08:30", on: [mon, tue, wed, thu, fri] }
        """;

    /// <summary>The accounts.csv it starts with.</summary>
    public const string Accounts = """
        id,name,tier,arr,renewal,owner_email,language,notes
        acme,Acme Freight,enterprise,120000,2027-01-31,mia@example.com,en,Ships at night
        birch,Birch & Sons,starter,2400,2027-06-30,,de,
        """;

    /// <summary>Writes the folder.</summary>
    public OrganisationFixture()
    {
        Folder = System.IO.Directory.CreateTempSubdirectory("organisation-").FullName;
        Write(OrganisationFolder.MainFile, Yaml);
        Write("accounts.csv", Accounts);
    }

    /// <summary>Where it is.</summary>
    public string Folder { get; }

    /// <summary>The sample organisation that ships with the bot, as copied beside the tests.</summary>
    public static string SampleFolder => Path.Combine(AppContext.BaseDirectory, "Policies", "sample");

    /// <summary>The small organisation with other files, read: <c>OrganisationFixture.Of(("criteria.yaml", "..."))</c>.</summary>
    public static OrganisationSnapshot Of(params (string File, string Content)[] files)
    {
        using var fixture = new OrganisationFixture();
        foreach (var (file, content) in files)
        {
            fixture.Write(file, content);
        }

        return fixture.Read();
    }

    /// <summary>Writes or replaces a file.</summary>
    public OrganisationFixture Write(string file, string content)
    {
        var path = Path.Combine(Folder, file);
        System.IO.Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        return this;
    }

    /// <summary>Replaces words in a file; they must be there.</summary>
    public OrganisationFixture Change(string file, string from, string to)
    {
        var content = File.ReadAllText(Path.Combine(Folder, file));
        content.ShouldContain(from);
        return Write(file, content.Replace(from, to, StringComparison.Ordinal));
    }

    /// <summary>Reads it; it must have no errors.</summary>
    public OrganisationSnapshot Read(DateTimeOffset? now = null)
    {
        var reading = OrganisationFolder.Read(Folder, now);
        return reading.Organisation ?? throw new InvalidOperationException(string.Join('\n', reading.Problems));
    }

    /// <summary>What is wrong with it.</summary>
    public IReadOnlyList<Problem> Problems(DateTimeOffset? now = null) => OrganisationFolder.Read(Folder, now).Problems;

    /// <summary>Deletes the folder.</summary>
    public void Dispose() => System.IO.Directory.Delete(Folder, recursive: true);
}
