using System.Net;
using EscalationBot.Bot.Channels;
using EscalationBot.Core.Messages;

namespace EscalationBot.Tests.Support;

/// <summary>A platform that hands out what a test gives it.</summary>
internal sealed class FakeFileSource(string channel = ChannelNames.Teams) : IFileSource
{
    public string Channel => channel;

    /// <summary>What is answered next.</summary>
    public Func<FileSource, FileOpening> Answers { get; set; } = _ => new FileOpening.Refused("There is nothing.");

    public int Asked { get; private set; }

    public Task<FileOpening> OpenAsync(FileSource file, CancellationToken ct)
    {
        Asked++;
        return Task.FromResult(Answers(file));
    }

    /// <summary>An answer with these bytes.</summary>
    public static FileOpening.Opened Bytes(byte[] bytes, string mediaType = "application/octet-stream")
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new(mediaType);
        return new(new HttpResponseMessage(HttpStatusCode.OK) { Content = content });
    }

    /// <summary>A file of that platform.</summary>
    public FileLink File(string name, long? size = null) =>
        new(name, "") { Source = new FileSource(channel, "https://x/" + name) { Size = size } };
}
