using System.Security.Cryptography;
using EscalationBot.Bot.Commands;
using EscalationBot.Bot.Hosting;
using EscalationBot.Bot.Hosting.SignIn;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.People;
using EscalationBot.Tests.Support;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Hosting;

/// <summary>The keys that encrypt cookies stand in the database, and what opens them stands elsewhere.</summary>
public sealed class ProtectionKeysTests
{
    private const string Secret = "0123456789abcdef0123456789abcdef",
        Another = "fedcba9876543210fedcba9876543210";

    [Theory]
    [Engines]
    public async Task A_copy_of_the_database_alone_makes_no_cookie_that_counts(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        // On SQLite by the file that the bot makes; on PostgreSQL by the setting.
        var secret = engine is DatabaseEngine.Sqlite ? "" : Secret;
        var cookie = Protector(test.Database, secret).Protect("carol");
        var rows = await RowsAsync(test);

        rows.ShouldHaveSingleItem().Text.ShouldStartWith("sealed:1:");
        rows.ShouldAllBe(row => !row.Text.Contains("masterKey"));
        // Another replica, or the same one after a restart.
        Protector(await test.OpenAnotherAsync(), secret).Unprotect(cookie).ShouldBe("carol");
        // The thief has every row, and a secret of their own.
        await using var thief = await TestDatabase.OpenAsync();
        foreach (var (id, text) in rows)
        {
            await new SignInStore(thief.Database).AddKeyAsync(id, text, default);
        }

        Should.Throw<CryptographicException>(() => Protector(thief.Database, Another).Unprotect(cookie));
        var forged = Protector(thief.Database, Another).Protect("mia");
        Should.Throw<CryptographicException>(() => Protector(test.Database, secret).Unprotect(forged));
    }

    [Theory]
    [Engines]
    public async Task Keys_of_an_earlier_version_are_read_on_encrypted_and_replaced(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        // The framework looks at the system's clock.
        var clock = new ShiftedClock();
        var store = new SignInStore(test.Database);
        var plain = new PlainKeys(store);
        var cookie = Protector(plain).Protect("carol");
        var stolen = await RowsAsync(test);
        stolen.ShouldHaveSingleItem().Text.ShouldStartWith("<key ");

        var upgraded = Protector(test.Database, Secret, clock);
        upgraded.Unprotect(cookie).ShouldBe("carol");
        var after = upgraded.Protect("carol again");

        (await RowsAsync(test)).Count.ShouldBe(2);
        (await RowsAsync(test)).ShouldAllBe(row => row.Text.StartsWith("sealed:1:"));
        // What was made since then is made with the new key: the one that was stolen before does not read it.
        await using var thief = await TestDatabase.OpenAsync();
        await new SignInStore(thief.Database).AddKeyAsync(stolen[0].Id, stolen[0].Text, default);
        Protector(new PlainKeys(new SignInStore(thief.Database))).Unprotect(cookie).ShouldBe("carol");
        Should.Throw<CryptographicException>(() => Protector(new PlainKeys(new SignInStore(thief.Database))).Unprotect(after));

        // And when the sessions of the old one are over, it is gone.
        clock.Shift(TimeSpan.FromHours(12.1));
        Protector(test.Database, Secret, clock).Unprotect(after).ShouldBe("carol again");
        (await RowsAsync(test)).ShouldHaveSingleItem().Id.ShouldNotBe(stolen[0].Id);
    }

    [Theory]
    [Engines]
    public async Task A_new_secret_keeps_the_sessions_while_the_old_one_is_named_behind_it(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var cookie = Protector(test.Database, Secret).Protect("carol");
        var before = await RowsAsync(test);

        Protector(test.Database, $"{Another}, {Secret}").Unprotect(cookie).ShouldBe("carol");

        // Sealed anew by the first: from then on the old secret is not needed.
        (await RowsAsync(test))[0]
            .Text.ShouldNotBe(before[0].Text);
        Protector(test.Database, Another).Unprotect(cookie).ShouldBe("carol");
        Should.Throw<CryptographicException>(() => Protector(test.Database, Secret).Unprotect(cookie));
    }

    [Theory]
    [Engines]
    public async Task With_a_lost_secret_people_sign_in_again_and_nothing_else_happens(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var cookie = Protector(test.Database, Secret).Protect("carol");

        var fresh = Protector(test.Database, Another);

        Should.Throw<CryptographicException>(() => fresh.Unprotect(cookie));
        fresh.Unprotect(fresh.Protect("carol")).ShouldBe("carol");
    }

    [Theory]
    [Engines]
    public async Task A_text_that_was_changed_or_moved_to_another_row_opens_nothing(DatabaseEngine engine)
    {
        await using var test = await TestDatabase.OpenAsync(engine);
        var secrets = Secrets(test.Database, Secret);
        var text = secrets.Seal("row", "words");

        secrets.Open("row", text).ShouldBe("words");
        secrets.Open("another", text).ShouldBeNull();
        secrets.Open("row", text[..^8] + (text[^8] == 'A' ? 'B' : 'A') + text[^7..]).ShouldBeNull();
        secrets.Open("row", text[..20]).ShouldBeNull();
        secrets.Open("row", "sealed:1:").ShouldBeNull();
        Secrets(test.Database, Another).Open("row", text).ShouldBeNull();
    }

    [Fact]
    public async Task The_file_beside_the_database_is_for_its_user_alone_and_stays_as_it_is()
    {
        await using var test = await TestDatabase.OpenAsync();
        Protector(test.Database, "").Protect("carol");
        var file = Path.ChangeExtension(test.Database.Where, ".key");
        var first = await File.ReadAllTextAsync(file);

        Protector(test.Database, "").Protect("carol");

        (await File.ReadAllTextAsync(file)).ShouldBe(first);
        first.Trim().Length.ShouldBe(64);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        // It is no part of the database's own copy.
        using var folder = new TemporaryFolder();
        await test.Database.BackupAsync(folder.File("copy.db"));
        System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(folder.File("copy.db"))).ShouldNotContain(first.Trim());
        Directory.GetFiles(folder.Path).Length.ShouldBe(1);
    }

    [Fact]
    public async Task A_file_that_holds_no_key_refuses_to_start_with_what_to_do()
    {
        using var folder = new TemporaryFolder();
        folder.Write("escalation.key", "half a k");

        var (code, output) = await RunAsync("serve", folder, "--urls", "http://127.0.0.1:0");

        code.ShouldBe(2);
        output.ShouldContain("escalation.key: it holds no key of at least 32 characters. Put the right file back, or delete it");
        File.Exists(folder.File("escalation.db")).ShouldBeFalse();
    }

    [Fact]
    public async Task The_doctor_says_what_is_in_force()
    {
        using var folder = new TemporaryFolder();

        (await RunAsync("doctor", folder)).Output.ShouldContain($"encrypted in the database, by the file {folder.File("escalation.key")}.");
        (await RunAsync("doctor", folder, "--set", $"Protection:Key={Secret}")).Output.ShouldContain(
            "encrypted in the database, by Protection:Key."
        );
        (await RunAsync("doctor", folder, "--set", "Protection:Key=short")).Output.ShouldContain(
            "Protection:Key: a key has at least 32 characters"
        );
        (await RunAsync("doctor", folder, "--set", "Database:ConnectionString=nonsense")).Output.ShouldContain(
            "Database:ConnectionString is not one for SQLite"
        );
        (await RunAsync("doctor", folder, "--set", "Database:Engine=postgres")).Output.ShouldContain(
            "The keys of cookies stand unencrypted in the database: who holds a copy of it could make cookies. Set Protection:Key."
        );
    }

    private static async Task<(int Code, string Output)> RunAsync(string verb, TemporaryFolder folder, params string[] more)
    {
        using var output = new StringWriter();
        var postgres = more.Contains("Database:Engine=postgres");
        var connection = postgres ? "Host=127.0.0.1;Port=9;Database=none;Timeout=1" : $"Data Source={folder.File("escalation.db")}";
        var code = await CommandLine.RunAsync([verb, "--set", $"Database:ConnectionString={connection}", .. more], output, output);
        return (code, output.ToString());
    }

    private static Task<IReadOnlyList<(string Id, string Text)>> RowsAsync(TestDatabase test) =>
        new SignInStore(test.Database).KeysAsync(CancellationToken.None);

    private static ProtectionSecrets Secrets(Database database, string secret) =>
        new(Options.Create(new ProtectionOptions { Key = secret }), database);

    private static IDataProtector Protector(Database database, string secret, TimeProvider? time = null) =>
        Protector(
            new ProtectionKeys(
                new SignInStore(database),
                Secrets(database, secret),
                time ?? TimeProvider.System,
                NullLogger<ProtectionKeys>.Instance
            )
        );

    /// <summary>As the host has it, with nothing kept from before.</summary>
    private static IDataProtector Protector(IXmlRepository keys)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddDataProtection().SetApplicationName("EscalationBot");
        services.Configure<KeyManagementOptions>(options => options.XmlRepository = keys);
        return services.BuildServiceProvider().GetRequiredService<IDataProtectionProvider>().CreateProtector("test");
    }

    /// <summary>As versions before kept them.</summary>
    private sealed class PlainKeys(SignInStore store) : IXmlRepository
    {
        public IReadOnlyCollection<System.Xml.Linq.XElement> GetAllElements() =>
            [.. store.KeysAsync(CancellationToken.None).GetAwaiter().GetResult().Select(row => System.Xml.Linq.XElement.Parse(row.Text))];

        public void StoreElement(System.Xml.Linq.XElement element, string friendlyName) =>
            store
                .AddKeyAsync(friendlyName, element.ToString(System.Xml.Linq.SaveOptions.DisableFormatting), CancellationToken.None)
                .GetAwaiter()
                .GetResult();
    }
}
