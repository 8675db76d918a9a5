using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Channels;

/// <summary>A platform that gives the bot the bytes of files which people sent on it.</summary>
internal interface IFileSource
{
    /// <summary>One of <see cref="ChannelNames"/>.</summary>
    string Channel { get; }

    /// <summary>Begins to read a file. Only hosts that the channel knows are asked, and only they get its token.</summary>
    Task<FileOpening> OpenAsync(FileSource file, CancellationToken ct);
}

/// <summary>What became of it.</summary>
internal abstract record FileOpening
{
    private FileOpening() { }

    /// <summary>Its bytes follow. Disposing the answer ends the transfer.</summary>
    public sealed record Opened(HttpResponseMessage Answer) : FileOpening;

    /// <summary>Never: why, and the one step that helps, in words for people.</summary>
    public sealed record Refused(string Why) : FileOpening;

    /// <summary>Not now.</summary>
    public sealed record Later(TimeSpan After, string Why) : FileOpening;
}
