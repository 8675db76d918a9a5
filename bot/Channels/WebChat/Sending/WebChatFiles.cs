using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using EscalationBot.Bot.Channels.WebChat.Protocol;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Privacy;
using EscalationBot.Core.Store.Engine;
using Microsoft.Extensions.Options;

namespace EscalationBot.Bot.Channels.WebChat.Sending;

/// <summary>
/// What people attach in the web chat: each file waits in a folder that nobody else on the machine may read, with its description beside
/// it, until it was kept for <c>Files:KeptDays</c>. Sizes, one person's share and the whole are limited. Its own address is a random
/// number that is no key to it: whoever opens a file names the message that shows it.
/// </summary>
internal sealed class WebChatFiles(IOptions<FilesOptions> options, Database database, TimeProvider time) : IFileSource
{
    /// <summary>Files of one message.</summary>
    public const int MostOfMessage = 10;

    /// <summary>Files of one person that may come in at the same time: those of one message.</summary>
    public const int MostAtOnceOfPerson = MostOfMessage;
    private const int MostFiles = 20_000,
        MostFilesOfPerson = MostFiles / PeopleWithAll,
        MostAtOnce = 64,
        PeopleWithAll = 4;
    private const string Described = ".json",
        Arriving = ".part";

    /// <summary>A file that was uploaded and not sent.</summary>
    private static readonly TimeSpan UnsentFor = TimeSpan.FromHours(1);
    private readonly string _folder = options.Value.PathFor(database);
    private readonly long _budget = options.Value.Megabytes * 1024L * 1024L;
    private readonly Lock _lock = new();

    /// <summary>What is coming in, by the person's mark, as announced.</summary>
    private readonly Dictionary<string, (int Files, long Bytes)> _coming = new(StringComparer.Ordinal);

    public string Channel => ChannelNames.Web;

    public Task<FileOpening> OpenAsync(FileSource file, CancellationToken ct)
    {
        if (!IsAddress(file.Address))
        {
            return Task.FromResult<FileOpening>(new FileOpening.Refused(ChannelWords.Say("web_file_gone")));
        }
        try
        {
            var bytes = new FileStream(
                PathOf(file.Address),
                new FileStreamOptions { Options = FileOptions.Asynchronous | FileOptions.SequentialScan }
            );
            var content = new StreamContent(bytes);
            content.Headers.ContentLength = bytes.Length;
            return Task.FromResult<FileOpening>(new FileOpening.Opened(new HttpResponseMessage(HttpStatusCode.OK) { Content = content }));
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return Task.FromResult<FileOpening>(new FileOpening.Refused(ChannelWords.Say("web_file_gone")));
        }
    }

    /// <summary>Keeps what somebody uploads, as it comes. Null, with a sentence and its status, when it is not kept.</summary>
    /// <param name="owner">E-mail of who uploads it.</param>
    /// <param name="name">A clean name.</param>
    /// <param name="mediaType">As the browser tells it, or null.</param>
    /// <param name="body">Its bytes.</param>
    /// <param name="length">How many it says they are, or null.</param>
    /// <param name="ct">The sender left.</param>
    public async Task<(UploadedFile? File, int Status, string Why)> KeepAsync(
        string owner,
        string name,
        string? mediaType,
        Stream body,
        long? length,
        CancellationToken ct
    )
    {
        if (CarriedFiles.IsProgram(name))
        {
            return (null, StatusCodes.Status415UnsupportedMediaType, CarriedFiles.NoPrograms);
        }
        if (length > CarriedFiles.Largest)
        {
            return (null, StatusCodes.Status413PayloadTooLarge, CarriedFiles.IsTooLarge);
        }
        var expected = length ?? CarriedFiles.Largest;
        var mark = MarkOf(owner);
        if (Announce(mark, expected) is not { } coming)
        {
            return (null, StatusCodes.Status503ServiceUnavailable, ChannelWords.Say("web_file_busy"));
        }
        try
        {
            return HasRoom(mark, coming)
                ? await WriteAsync(
                    new UploadedFile($"{mark}{RandomNumberGenerator.GetHexString(32, lowercase: true)}", owner, name)
                    {
                        MediaType = mediaType,
                        At = time.GetUtcNow(),
                    },
                    body,
                    expected,
                    ct
                )
                : (null, StatusCodes.Status507InsufficientStorage, ChannelWords.Say("web_file_full"));
        }
        catch (Exception full) when (full is IOException or UnauthorizedAccessException && full is not BadHttpRequestException)
        {
            return (null, StatusCodes.Status507InsufficientStorage, ChannelWords.Say("web_file_full"));
        }
        finally
        {
            End(mark, expected);
        }
    }

    /// <summary>What this person uploaded under an address; null when they did not, or it is gone.</summary>
    public UploadedFile? Find(string? address, string owner) =>
        address is not null && IsAddress(address) && address.StartsWith(MarkOf(owner), StringComparison.Ordinal) ? Read(address) : null;

    /// <summary>Everything that a person uploaded and that is still kept; one whose description is lost has only its address.</summary>
    /// <param name="owner">E-mail, lower case.</param>
    public IReadOnlyList<UploadedFile> Of(string owner)
    {
        var mark = MarkOf(owner);
        return
        [
            .. Entries()
                .Select(file => file.Name)
                .Where(name => IsAddress(name) && name.StartsWith(mark, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(address => Read(address) ?? new UploadedFile(address, owner, address)),
        ];
    }

    /// <summary>Copies the bytes of a file.</summary>
    /// <exception cref="IOException">It is gone, or cannot be read or written.</exception>
    public async Task CopyAsync(UploadedFile file, Stream to, CancellationToken ct)
    {
        await using var bytes = File.OpenRead(PathOf(file.Address));
        await bytes.CopyToAsync(to, ct);
    }

    /// <summary>It was sent: it stays for its time.</summary>
    public void Sent(UploadedFile file) => Describe(file with { IsSent = true });

    /// <summary>Its message was deleted.</summary>
    public void Delete(string address)
    {
        if (IsAddress(address))
        {
            File.Delete(PathOf(address) + Described);
            File.Delete(PathOf(address));
        }
    }

    /// <summary>Deletes all that a person attached, sent or not; how many. What is coming in at this moment is swept later.</summary>
    public int DeleteOf(string owner)
    {
        var mark = MarkOf(owner);
        var own = Entries()
            .Where(path => path.Name.StartsWith(mark, StringComparison.Ordinal) && !path.Name.EndsWith(Arriving, StringComparison.Ordinal));
        var deleted = 0;
        foreach (var path in own.ToList())
        {
            path.Delete();
            deleted += IsAddress(path.Name) ? 1 : 0;
        }
        return deleted;
    }

    /// <summary>Deletes what was kept long enough; how many.</summary>
    public int Sweep()
    {
        var deleted = 0;
        foreach (var path in Entries().ToList())
        {
            var address = path.Name.Replace(Described, "", StringComparison.Ordinal).Replace(Arriving, "", StringComparison.Ordinal);
            var keptFor = Read(address) is { IsSent: true } ? TimeSpan.FromDays(options.Value.KeptDays) : UnsentFor;
            if (IsAddress(address) && time.GetUtcNow() - path.LastWriteTimeUtc >= keptFor)
            {
                path.Delete();
                deleted += path.Name == address ? 1 : 0;
            }
        }
        return deleted;
    }

    private async Task<(UploadedFile? File, int Status, string Why)> WriteAsync(
        UploadedFile file,
        Stream body,
        long most,
        CancellationToken ct
    )
    {
        PrivateFiles.CreateFolder(_folder);
        var (path, scratch) = (PathOf(file.Address), PathOf(file.Address) + Arriving);
        try
        {
            long size = 0;
            await using (var kept = PrivateFiles.Create(scratch))
            {
                var buffer = new byte[64 * 1024];
                for (int read; (read = await body.ReadAsync(buffer, ct)) > 0; )
                {
                    // Room was found for what was announced, and for no more.
                    if ((size += read) > most)
                    {
                        return (null, StatusCodes.Status413PayloadTooLarge, CarriedFiles.IsTooLarge);
                    }
                    await kept.WriteAsync(buffer.AsMemory(0, read), ct);
                }
            }
            if (size == 0)
            {
                return (null, StatusCodes.Status400BadRequest, CarriedFiles.IsEmpty);
            }
            file = file with { Size = size };
            Describe(file);
            File.Move(scratch, path);
            File.SetLastWriteTimeUtc(path, file.At.UtcDateTime);
            return (file, StatusCodes.Status200OK, "");
        }
        finally
        {
            File.Delete(scratch);
        }
    }

    private void Describe(UploadedFile file)
    {
        var path = PathOf(file.Address) + Described;
        PrivateFiles.Replace(path, stream => JsonSerializer.Serialize(stream, file, WebChatJson.Default.UploadedFile));
        File.SetLastWriteTimeUtc(path, file.At.UtcDateTime);
    }

    private UploadedFile? Read(string address)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(PathOf(address) + Described), WebChatJson.Default.UploadedFile);
        }
        catch (Exception unreadable) when (unreadable is IOException or JsonException)
        {
            return null;
        }
    }

    /// <summary>
    /// Counts a file as coming in. What is coming in with it, of this person and of all; null when there are too many at once.
    /// </summary>
    private Coming? Announce(string mark, long bytes)
    {
        lock (_lock)
        {
            var own = _coming.GetValueOrDefault(mark);
            var all = (Files: _coming.Values.Sum(one => one.Files), Bytes: _coming.Values.Sum(one => one.Bytes));
            if (own.Files >= MostAtOnceOfPerson || all.Files >= MostAtOnce)
            {
                return null;
            }
            _coming[mark] = (own.Files + 1, own.Bytes + bytes);
            return new(own.Files + 1, own.Bytes + bytes, all.Files + 1, all.Bytes + bytes);
        }
    }

    private void End(string mark, long bytes)
    {
        lock (_lock)
        {
            var own = _coming[mark];
            if (own.Files == 1)
            {
                _coming.Remove(mark);
            }
            else
            {
                _coming[mark] = (own.Files - 1, own.Bytes - bytes);
            }
        }
    }

    /// <summary>
    /// All files together, and one person's, leave room for what is coming in. The folder is looked at after the file was announced: what
    /// ends in between is counted twice for a moment, and never not at all.
    /// </summary>
    private bool HasRoom(string mark, Coming coming)
    {
        var (files, bytes, ownFiles, ownBytes) = (coming.Files, coming.Bytes, coming.OwnFiles, coming.OwnBytes);
        foreach (var file in Entries().Where(file => !file.Name.EndsWith(Arriving, StringComparison.Ordinal)))
        {
            var (isFile, length) = (!file.Name.EndsWith(Described, StringComparison.Ordinal) && file.Name[0] != '.', LengthOf(file));
            var isOwn = file.Name.StartsWith(mark, StringComparison.Ordinal);
            files += isFile ? 1 : 0;
            bytes += length;
            ownFiles += isOwn && isFile ? 1 : 0;
            ownBytes += isOwn ? length : 0;
        }
        return files <= MostFiles && ownFiles <= MostFilesOfPerson && bytes <= _budget && ownBytes <= _budget / PeopleWithAll;
    }

    /// <summary>Others rename and delete files while the folder is read: one that is gone takes no room.</summary>
    private static long LengthOf(FileInfo file)
    {
        try
        {
            return file.Length;
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return 0;
        }
    }

    private sealed record Coming(int OwnFiles, long OwnBytes, int Files, long Bytes);

    private IEnumerable<FileInfo> Entries() => Directory.Exists(_folder) ? new DirectoryInfo(_folder).EnumerateFiles() : [];

    private string PathOf(string address) => Path.Combine(_folder, address);

    /// <summary>One person's files are found together; the folder's listing names nobody.</summary>
    private static string MarkOf(string owner) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(owner)))[..16];

    private static bool IsAddress(string text) => text.Length == 48 && text.All(char.IsAsciiHexDigitLower);
}
