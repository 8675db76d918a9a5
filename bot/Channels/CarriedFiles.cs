using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Channels;

/// <summary>A file on its way: on disk, out of everybody else's sight, gone when it is disposed of.</summary>
internal sealed class CarriedFile(FileStream stream, string name, string mediaType) : IAsyncDisposable
{
    public Stream Stream => stream;

    public long Length => stream.Length;

    public string Name => name;

    public string MediaType => mediaType;

    public ValueTask DisposeAsync() => stream.DisposeAsync();
}

/// <summary>
/// Fetches files from the platform on which they were sent. Bytes pass through a temporary file, never through memory as a whole; size and
/// kind are limited, and what is refused is refused with its reason.
/// </summary>
internal sealed class CarriedFiles(IEnumerable<IFileSource> sources)
{
    /// <summary>Most bytes of one file.</summary>
    public const long Largest = 50 * 1024 * 1024;

    /// <summary>Why programs are refused, and what helps.</summary>
    public static string NoPrograms { get; } = ChannelWords.Say("file_program");

    /// <summary>Why a file without a byte is refused.</summary>
    public static string IsEmpty { get; } = ChannelWords.Say("file_empty");
    private const string Prefix = "escalationbot.";

    /// <summary>Longer than any file is carried.</summary>
    private static readonly TimeSpan LeftFor = TimeSpan.FromHours(1);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3),
        Pause = TimeSpan.FromSeconds(10);

    /// <summary>Why a file above <see cref="Largest"/> is refused, and what helps.</summary>
    public static string IsTooLarge { get; } = ChannelWords.Say("file_large", Largest / 1024 / 1024);

    /// <summary>By its name it is a program.</summary>
    public static bool IsProgram(string name) => ProgramNames.AreOf(name);

    /// <summary>
    /// Deletes what a process that died left half-way; files that are being carried stay. By the machine's clock, as the files' times are.
    /// </summary>
    public static void Sweep()
    {
        var now = TimeProvider.System.GetUtcNow();
        foreach (var left in new DirectoryInfo(Path.GetTempPath()).EnumerateFiles(Prefix + "*"))
        {
            try
            {
                if (now - left.LastWriteTimeUtc >= LeftFor)
                {
                    left.Delete();
                }
            }
            catch (Exception others) when (others is IOException or UnauthorizedAccessException)
            {
                // It is not ours, or is in use.
            }
        }
    }

    /// <summary>
    /// Begins to read a file where it lies, for whoever passes its bytes on by themselves. Null, with what the outbox would do, when it is
    /// refused. What comes back must be disposed of.
    /// </summary>
    public async Task<(HttpResponseMessage? Bytes, Delivery? Instead)> OpenAsync(FileLink file, CancellationToken ct)
    {
        if (IsProgram(file.Name))
        {
            return (null, new Delivery.Drop(NoPrograms));
        }
        if (file.Source is not { } source || sources.FirstOrDefault(one => one.Channel == source.Channel) is not { } platform)
        {
            return (null, new Delivery.Drop(ChannelWords.Say("file_no_platform")));
        }
        if (source.Size > Largest)
        {
            return (null, new Delivery.Drop(IsTooLarge));
        }
        switch (await platform.OpenAsync(source, ct))
        {
            case FileOpening.Refused refused:
                return (null, new Delivery.Drop(refused.Why));
            case FileOpening.Later later:
                return (null, new Delivery.Retry(later.After, later.Why, MayHaveArrived: false));
            case FileOpening.Opened { Answer: var answer }:
                if (answer.Content.Headers.ContentLength > Largest)
                {
                    answer.Dispose();
                    return (null, new Delivery.Drop(IsTooLarge));
                }
                return (answer, null);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    /// <summary>The file, or what the outbox is to do instead.</summary>
    public async Task<(CarriedFile? File, Delivery? Instead)> FetchAsync(FileLink file, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        try
        {
            var (answer, instead) = await OpenAsync(file, limit.Token);
            if (answer is null)
            {
                return (null, instead);
            }
            using (answer)
            {
                return await KeepAsync(file, answer, limit.Token);
            }
        }
        catch (Exception failed)
            when (failed is HttpRequestException or IOException || (failed is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return (null, new Delivery.Retry(Pause, ChannelWords.Say("file_cut"), MayHaveArrived: false));
        }
    }

    private static async Task<(CarriedFile? File, Delivery? Instead)> KeepAsync(
        FileLink file,
        HttpResponseMessage answer,
        CancellationToken ct
    )
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }
        var kept = new FileStream(Path.Combine(Path.GetTempPath(), Prefix + Path.GetRandomFileName()), options);
        try
        {
            await using var bytes = await answer.Content.ReadAsStreamAsync(ct);
            var buffer = new byte[64 * 1024];
            for (int read; (read = await bytes.ReadAsync(buffer, ct)) > 0; )
            {
                if (kept.Length + read > Largest)
                {
                    await kept.DisposeAsync();
                    return TooLarge();
                }
                await kept.WriteAsync(buffer.AsMemory(0, read), ct);
            }
            if (kept.Length == 0)
            {
                await kept.DisposeAsync();
                return Never(IsEmpty);
            }
            kept.Position = 0;
            var kind = file.Source?.MediaType ?? answer.Content.Headers.ContentType?.MediaType ?? "application/octet-stream";
            return (new CarriedFile(kept, file.Name, kind), null);
        }
        catch
        {
            await kept.DisposeAsync();
            throw;
        }
    }

    private static (CarriedFile? File, Delivery? Instead) Never(string why) => (null, new Delivery.Drop(why));

    private static (CarriedFile? File, Delivery? Instead) TooLarge() => Never(IsTooLarge);
}
