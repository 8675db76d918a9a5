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
    private const int MostFiles = 20_000,
        MostAtOnce = 16;
    private const string Described = ".json",
        Coming = ".part";

    /// <summary>A file that was uploaded and not sent.</summary>
    private static readonly TimeSpan UnsentFor = TimeSpan.FromHours(1);
    private readonly string _folder = options.Value.PathFor(database);
    private readonly long _budget = options.Value.Megabytes * 1024L * 1024L;
    private long _reserved;
    private int _coming;

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
        try
        {
            if (Interlocked.Increment(ref _coming) > MostAtOnce)
            {
                return (null, StatusCodes.Status503ServiceUnavailable, ChannelWords.Say("web_file_busy"));
            }
            try
            {
                if (!TryReserve(expected, mark))
                {
                    return (null, StatusCodes.Status507InsufficientStorage, ChannelWords.Say("web_file_full"));
                }
                return await WriteAsync(
                    new UploadedFile($"{mark}{RandomNumberGenerator.GetHexString(32, lowercase: true)}", owner, name)
                    {
                        MediaType = mediaType,
                        At = time.GetUtcNow(),
                    },
                    body,
                    ct
                );
            }
            finally
            {
                Interlocked.Add(ref _reserved, -expected);
            }
        }
        catch (Exception full) when (full is IOException or UnauthorizedAccessException && full is not BadHttpRequestException)
        {
            return (null, StatusCodes.Status507InsufficientStorage, ChannelWords.Say("web_file_full"));
        }
        finally
        {
            Interlocked.Decrement(ref _coming);
        }
    }

    /// <summary>What this person uploaded under an address; null when they did not, or it is gone.</summary>
    public UploadedFile? Find(string? address, string owner) =>
        address is not null && IsAddress(address) && address.StartsWith(MarkOf(owner), StringComparison.Ordinal) ? Read(address) : null;

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

    /// <summary>Deletes what was kept long enough; how many.</summary>
    public int Sweep()
    {
        var deleted = 0;
        foreach (var path in Entries().ToList())
        {
            var address = path.Name.Replace(Described, "", StringComparison.Ordinal).Replace(Coming, "", StringComparison.Ordinal);
            var keptFor = Read(address) is { IsSent: true } ? TimeSpan.FromDays(options.Value.KeptDays) : UnsentFor;
            if (IsAddress(address) && time.GetUtcNow() - path.LastWriteTimeUtc >= keptFor)
            {
                path.Delete();
                deleted += path.Name == address ? 1 : 0;
            }
        }
        return deleted;
    }

    private async Task<(UploadedFile? File, int Status, string Why)> WriteAsync(UploadedFile file, Stream body, CancellationToken ct)
    {
        PrivateFiles.CreateFolder(_folder);
        var (path, scratch) = (PathOf(file.Address), PathOf(file.Address) + Coming);
        try
        {
            long size = 0;
            await using (var kept = PrivateFiles.Create(scratch))
            {
                var buffer = new byte[64 * 1024];
                for (int read; (read = await body.ReadAsync(buffer, ct)) > 0; )
                {
                    if ((size += read) > CarriedFiles.Largest)
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
    /// All files together, and one person's, leave room for so many bytes more; files that are coming in count as announced.
    /// </summary>
    private bool TryReserve(long bytes, string mark)
    {
        var all = Entries().Where(file => !file.Name.EndsWith(Coming, StringComparison.Ordinal)).ToList();
        var own = all.Where(file => file.Name.StartsWith(mark, StringComparison.Ordinal)).Sum(file => file.Length);
        var reserved = Interlocked.Add(ref _reserved, bytes);
        return all.Count < 2 * MostFiles && own + bytes <= _budget / 4 && all.Sum(file => file.Length) + reserved <= _budget;
    }

    private IEnumerable<FileInfo> Entries() => Directory.Exists(_folder) ? new DirectoryInfo(_folder).EnumerateFiles() : [];

    private string PathOf(string address) => Path.Combine(_folder, address);

    /// <summary>One person's files are found together; the folder's listing names nobody.</summary>
    private static string MarkOf(string owner) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(owner)))[..16];

    private static bool IsAddress(string text) => text.Length == 48 && text.All(char.IsAsciiHexDigitLower);
}
