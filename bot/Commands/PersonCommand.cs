using System.CommandLine;
using System.Text.Json;
using EscalationBot.Bot.Channels.WebChat;
using EscalationBot.Bot.Channels.WebChat.Protocol;
using EscalationBot.Bot.Channels.WebChat.Sending;
using EscalationBot.Bot.Hosting;
using EscalationBot.Bot.Organisation;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation.Files;
using EscalationBot.Core.Privacy;
using EscalationBot.Core.Store.Audit;
using EscalationBot.Core.Store.Engine;
using EscalationBot.Core.Store.Erasure;
using EscalationBot.Core.Store.People;
using Microsoft.Extensions.Options;

namespace EscalationBot.Bot.Commands;

/// <summary><c>person</c>: what is kept about one person, its end, and a new account of theirs.</summary>
internal static class PersonCommand
{
    public static void AddTo(RootCommand root, Option<string[]> set)
    {
        var who = new Argument<string>("EMAIL")
        {
            Description = "Their e-mail address; of somebody whose address no channel tells, the channel's key, e.g. slack:U0123ABCD.",
        };
        var to = new Option<string?>("--out")
        {
            Description =
                "File for the JSON; must not exist. Without it the JSON is printed. Files that the person uploaded are copied into the "
                + "folder FILE.files.",
            HelpName = "FILE",
        };
        var export = new Command("export", "Writes everything that is kept about the person as JSON; the bot may run meanwhile.")
        {
            who,
            to,
        };
        export.SetAction(
            (parsed, ct) =>
                ExportAsync(GivenSettings.Read(parsed, set), parsed.GetValue(who)!, parsed.GetValue(to), parsed.InvocationConfiguration, ct)
        );
        var erase = new Command(
            "erase",
            "Takes the person's names and words out of everything that is kept; counts stay. Cases under "
                + "legal hold are left whole and named, and the verb ends with 1."
        )
        {
            who,
        };
        erase.SetAction(
            (parsed, ct) => EraseAsync(GivenSettings.Read(parsed, set), parsed.GetValue(who)!, parsed.InvocationConfiguration.Output, ct)
        );
        var accept = new Command(
            "accept",
            "The person has a new account on Slack or Teams: the account that carries the address now is theirs, with its roles and cases."
        )
        {
            who,
        };
        accept.SetAction(
            (parsed, ct) =>
                AcceptAsync(GivenSettings.Read(parsed, set), parsed.GetValue(who)!.Trim(), parsed.InvocationConfiguration.Output, ct)
        );
        root.Add(new Command("person", "What is kept about one person, by e-mail address.") { export, erase, accept });
    }

    private static async Task<int> ExportAsync(
        Dictionary<string, string?> given,
        string who,
        string? to,
        InvocationConfiguration console,
        CancellationToken ct
    )
    {
        await using var services = Build(given);
        await services.GetRequiredService<Database>().OpenAsync(OpenMode.Existing, ct);
        var name = Listed(services, who).Name;
        using var json = new MemoryStream();
        var uploaded = services.GetRequiredService<WebChatFiles>().Of(MailAddresses.Lower(who.Trim()));
        var counts = await services.GetRequiredService<PersonExport>().WriteAsync(json, who, name, [.. uploaded.Select(Described)], ct);
        await VerbAudit.RecordAsync(services, AuditKind.View, "person_exported", null, ct, ActorOf(who));
        var all = string.Join(", ", counts.Select(one => FormattableString.Invariant($"{one.Key} {one.Value}")));
        if (to is null)
        {
            await console.Output.WriteLineAsync(System.Text.Encoding.UTF8.GetString(json.ToArray()));
            await console.Error.WriteLineAsync(
                uploaded.Count == 0 ? $"{all}." : $"{all}. The files are described only: with --out FILE they are copied as well."
            );
            return 0;
        }

        var path = Path.GetFullPath(to);
        await VerbFiles.WritingAsync(async () =>
        {
            PrivateFiles.CreateNew(path);
            await using var file = PrivateFiles.Create(path);
            json.Position = 0;
            await json.CopyToAsync(file, ct);
            await CopyAsync(services.GetRequiredService<WebChatFiles>(), uploaded, path + ".files", ct);
        });
        await console.Output.WriteLineAsync(uploaded.Count == 0 ? $"{path}: {all}." : $"{path}, {path}.files: {all}.");
        return 0;
    }

    private static async Task<int> EraseAsync(Dictionary<string, string?> given, string who, TextWriter output, CancellationToken ct)
    {
        await using var services = Build(given);
        var database = services.GetRequiredService<Database>();
        await database.OpenAsync(OpenMode.Existing, ct);
        var (name, language) = Listed(services, who);
        var done = await services.GetRequiredService<PersonErasing>().EraseAsync(who, name, Words.In(language)["erased_person"], ct);
        await services.GetRequiredService<AuditChain>().SealAsync(ct);
        var scrubbed = await database.ScrubAsync();
        // Under a hold nobody can tell which of the files belong to the held cases: they wait for the release, or for their days.
        var files = done.Held.Count == 0 ? services.GetRequiredService<WebChatFiles>().DeleteOf(MailAddresses.Lower(who.Trim())) : 0;
        if (done.Pseudonym is null && done.Held.Count == 0 && files == 0)
        {
            await output.WriteLineAsync($"Nothing is kept about {who}.");
            return 0;
        }

        await output.WriteLineAsync(
            FormattableString.Invariant(
                $"{done.Cases} cases, {done.Questions} questions, {done.Others} other rows no longer name {who} or hold their words."
            )
        );
        if (files > 0)
        {
            await output.WriteLineAsync(FormattableString.Invariant($"{files} attached files of the web chat are deleted."));
        }

        if (name is not null)
        {
            await output.WriteLineAsync("organisation.yaml still lists the person: take the entry out there.");
        }

        if (!scrubbed && database.Engine is DatabaseEngine.Sqlite)
        {
            await output.WriteLineAsync(
                "The bot runs: pages of the file that are no longer used may hold remains until the verb runs once while it is stopped."
            );
        }

        if (done.Held.Count == 0)
        {
            return 0;
        }

        await output.WriteLineAsync(
            $"This is not all. Under legal hold, left as they are: {string.Join(", ", done.Held)}. Release the hold (release "
                + $"hold {done.Held[0]}), then run the verb again."
        );
        return 1;
    }

    private static async Task<int> AcceptAsync(Dictionary<string, string?> given, string email, TextWriter output, CancellationToken ct)
    {
        await using var services = VerbParts.Build(given, ["Database", "Audit"], services => services.AddStore());
        await services.GetRequiredService<Database>().OpenAsync(OpenMode.Existing, ct);
        var accepted = await services.GetRequiredService<Identities>().AcceptAsync(email, ct);
        if (accepted > 0)
        {
            await VerbAudit.RecordAsync(services, AuditKind.Admin, "person_accepted", null, ct, AuditActor.Of(email));
        }

        await output.WriteLineAsync(
            accepted > 0
                ? $"{email}: the account that carries the address now is accepted. A running bot knows it within half a minute."
                : $"{email}: no other account carries that address; there is nothing to accept."
        );
        return accepted > 0 ? 0 : 1;
    }

    private static ServiceProvider Build(Dictionary<string, string?> given) =>
        VerbParts.Build(
            given,
            ["Database", "Audit", "Organisation", "Files"],
            services =>
                services.AddStore().AddOrganisationOptions().AddWebChatFiles().AddSingleton<PersonExport>().AddSingleton<PersonErasing>()
        );

    private static string Described(UploadedFile file) => JsonSerializer.Serialize(file, WebChatJson.Default.UploadedFile);

    /// <summary>Each under its address and its ending: two files may have one name, and a name is a stranger's words.</summary>
    private static async Task CopyAsync(WebChatFiles files, IReadOnlyList<UploadedFile> uploaded, string folder, CancellationToken ct)
    {
        if (uploaded.Count == 0)
        {
            return;
        }

        PrivateFiles.CreateFolder(folder);
        foreach (var file in uploaded)
        {
            var ending = Path.GetExtension(file.Name);
            var name =
                ending.Length is > 1 and <= 6 && ending.Skip(1).All(char.IsAsciiLetterOrDigit) ? file.Address + ending : file.Address;
            await using var copy = PrivateFiles.Create(Path.Combine(folder, name));
            await files.CopyAsync(file, copy, ct);
        }
    }

    /// <summary>How the organisation lists them; files with errors do not stop the verb.</summary>
    private static (string? Name, string Language) Listed(IServiceProvider services, string who)
    {
        var folder = services.GetRequiredService<IOptions<OrganisationOptions>>().Value.Path;
        var organisation = OrganisationFolder.Read(folder, services.GetRequiredService<TimeProvider>().GetUtcNow()).Organisation;
        return (organisation?.FindPerson(MailAddresses.Lower(who.Trim()))?.Name, organisation?.Language ?? "en");
    }

    private static AuditActor ActorOf(string who) =>
        who.Contains('@', StringComparison.Ordinal) ? AuditActor.Of(who) : new AuditActor($"key:{who}");
}
