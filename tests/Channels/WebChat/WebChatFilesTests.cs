using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using EscalationBot.Bot.Channels;
using EscalationBot.Bot.Channels.WebChat.Protocol;
using EscalationBot.Bot.Channels.WebChat.Sending;
using EscalationBot.Core.Messages;
using EscalationBot.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;
using static EscalationBot.Tests.Channels.WebChat.WebChatHost;

namespace EscalationBot.Tests.Channels.WebChat;

/// <summary>Files of the web chat: what people attach, and who opens what.</summary>
public sealed class WebChatFilesTests : IAsyncLifetime
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
    private readonly FakeFileSource _slack = new(ChannelNames.Slack);
    private WebChatHost _host = null!;

    public async Task InitializeAsync() =>
        _host = await StartAsync(sources: [_slack], settings: [("Files:Folder", _folder), ("Files:Megabytes", "200")]);

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        if (System.IO.Directory.Exists(_folder))
        {
            System.IO.Directory.Delete(_folder, recursive: true);
        }
    }

    private async Task<HttpResponseMessage> PutAsync(string who, string name, HttpContent bytes, string type = "text/plain")
    {
        bytes.Headers.ContentType ??= new MediaTypeHeaderValue("application/octet-stream");
        return await _host.Here.PostAsync($"/webchat/files?as={who}&name={Uri.EscapeDataString(name)}&type={type}", bytes);
    }

    private async Task<string> UploadAsync(string who, string name, string words = "hello", string type = "text/plain")
    {
        var answer = await PutAsync(who, name, new ByteArrayContent(Encoding.UTF8.GetBytes(words)), type);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
    }

    private Task<HttpResponseMessage> SayAsync(string who, string text, params string[] files) =>
        _host.PostAsync(
            "/webchat/messages",
            new
            {
                @as = who,
                conversation = $"dm:{who}",
                text,
                files,
            }
        );

    private static async Task<string> ErrorAsync(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error").GetString()!;

    private Task<string> ShowAsync(FileLink file, string conversation = "specialists") =>
        _host.BotShowsAsync(conversation, new Card("From Ana", [new CardPart.Text("From Ana"), new CardPart.Files([file])], []));

    [Fact]
    public async Task What_a_person_attaches_reaches_the_desk_and_can_be_handed_over()
    {
        var id = await UploadAsync(Ana, "error log.txt");
        (await SayAsync(Ana, "the export fails", id)).EnsureSuccessStatusCode();

        var said = _host.Received.ShouldHaveSingleItem().ShouldBeOfType<Inbound.Said>();
        said.Text.ShouldBe("the export fails");
        var file = said.Files.ShouldHaveSingleItem();
        file.Name.ShouldBe("error log.txt");
        file.Source.ShouldBe(new FileSource(ChannelNames.Web, id) { MediaType = "text/plain", Size = 5 });
        var (carried, _) = await _host.Services.GetRequiredService<CarriedFiles>().FetchAsync(file, default);
        await using (carried)
        {
            (carried!.Name, carried.Length, carried.MediaType).ShouldBe(("error log.txt", 5, "text/plain"));
        }
    }

    [Fact]
    public async Task Files_alone_are_a_message_and_an_edit_keeps_them()
    {
        var id = await UploadAsync(Ana, "a.png", type: "image/png");
        var answer = await SayAsync(Ana, "", id);
        answer.EnsureSuccessStatusCode();
        var message = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString();
        (await _host.Here.PutAsync($"/webchat/messages/{message}", Json(new { @as = Ana, text = "see this" }))).EnsureSuccessStatusCode();

        _host.Received.OfType<Inbound.Said>().Single().Text.ShouldBe("");
        var edited = _host.Received.OfType<Inbound.Edited>().Single();
        (edited.Text, edited.Files.Single().Name).ShouldBe(("see this", "a.png"));
        (await SayAsync(Ana, "")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Only_who_uploaded_it_may_send_it_and_a_guess_finds_nothing()
    {
        var id = await UploadAsync(Ana, "a.txt");
        (await SayAsync(Bob, "mine", id)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await SayAsync(Ana, "mine", id[..^1] + (id[^1] == '0' ? '1' : '0'))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await SayAsync(Ana, "mine", "../../etc/passwd")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await ErrorAsync(await SayAsync(Ana, "many", [.. Enumerable.Range(0, 11).Select(n => $"{n}")]))).ShouldContain("10 files");
        _host.Received.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("setup.exe", "Programs")]
    [InlineData("a.pdf.js", "Programs")]
    [InlineData("photo\u202Egnp.exe", "Programs")]
    [InlineData("C:\\x\\run.ps1", "Programs")]
    [InlineData("setup.exe\u200B", "Programs")]
    [InlineData("setup\uFF0E\uFF25\uFF38\uFF25", "Programs")]
    public async Task A_program_is_refused_in_words(string name, string why)
    {
        (await ErrorAsync(await PutAsync(Ana, name, new ByteArrayContent([1])))).ShouldContain(why);
        Kept().ShouldBeEmpty();
    }

    [Fact]
    public async Task An_empty_one_a_too_large_one_and_a_body_of_another_kind_are_refused_and_leave_nothing()
    {
        (await ErrorAsync(await PutAsync(Ana, "a.txt", new ByteArrayContent([])))).ShouldContain("empty");
        var files = _host.Services.GetRequiredService<WebChatFiles>();
        foreach (var announced in new long?[] { CarriedFiles.Largest + 1, null })
        {
            await using var zeros = new Zeros(CarriedFiles.Largest + 1);
            var (_, status, why) = await files.KeepAsync(Ana, "a.bin", null, zeros, announced, default);
            status.ShouldBe(413);
            why.ShouldContain("50 MB");
            zeros.Position.ShouldBe(announced is null ? CarriedFiles.Largest + 1 : 0);
        }
        (await PutAsync(Ana, "a.txt", new StringContent("x"))).StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        (await PutAsync("nobody@example.com", "a.txt", new ByteArrayContent([1]))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        Kept().ShouldBeEmpty();
    }

    [Fact]
    public async Task What_waits_is_for_the_program_alone_and_one_person_has_a_share_of_it()
    {
        await UploadAsync(Ana, "a.txt");
        if (!OperatingSystem.IsWindows())
        {
            new FileInfo(_folder).UnixFileMode.ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            foreach (var file in new DirectoryInfo(_folder).GetFiles())
            {
                file.UnixFileMode.ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }
        }
        // A quarter of 200 MB, of which a.txt takes some.
        var files = _host.Services.GetRequiredService<WebChatFiles>();
        await using var large = new Zeros(CarriedFiles.Largest);
        (await files.KeepAsync(Ana, "b.bin", null, large, large.Length, default)).Status.ShouldBe(507);
        large.Position.ShouldBe(0);
        (await files.KeepAsync(Bob, "b.bin", null, large, large.Length, default)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Files_that_come_in_at_the_same_time_share_one_persons_room()
    {
        const long Some = 30 * 1024 * 1024;
        var files = _host.Services.GetRequiredService<WebChatFiles>();
        await using var slow = new Held(Some);
        var first = files.KeepAsync(Ana, "a.bin", null, slow, Some, default);
        await slow.Asked;

        await using var second = new Zeros(Some);
        (await files.KeepAsync(Ana, "b.bin", null, second, Some, default)).Status.ShouldBe(507);
        (await files.KeepAsync(Bob, "b.bin", null, second, Some, default)).Status.ShouldBe(200);
        slow.Release();
        (await first).Status.ShouldBe(200);

        await using var more = new Zeros(Some / 2);
        (await files.KeepAsync(Ana, "c.bin", null, more, Some / 2, default)).Status.ShouldBe(200);
        await using var tooMany = new Zeros(Some / 2);
        (await files.KeepAsync(Ana, "d.bin", null, tooMany, Some / 2, default)).Status.ShouldBe(507);
    }

    [Fact]
    public async Task One_person_with_slow_files_does_not_keep_the_others_out()
    {
        var files = _host.Services.GetRequiredService<WebChatFiles>();
        var all = new List<Held>();
        var coming = new List<Task<(UploadedFile? File, int Status, string Why)>>();
        for (var i = 0; i < 20; i++)
        {
            all.Add(new Held(10));
            coming.Add(files.KeepAsync(Ana, $"{i}.bin", null, all[^1], 10, default));
        }

        await using var quick = new Zeros(10);
        (await files.KeepAsync(Bob, "b.bin", null, quick, 10, default)).Status.ShouldBe(200);
        all.ForEach(one => one.Release());
        var ended = await Task.WhenAll(coming);
        ended.Count(one => one.Status == 200).ShouldBe(WebChatFiles.MostOfMessage);
        ended
            .Where(one => one.Status != 200)
            .ShouldAllBe(one => one.Status == 503 && one.Why.Contains("Too many", StringComparison.Ordinal));
        await using var later = new Zeros(10);
        (await files.KeepAsync(Ana, "later.bin", null, later, 10, default)).Status.ShouldBe(200);
    }

    /// <summary>The folder changes while it is read for how much it holds.</summary>
    [Fact]
    public async Task Six_who_send_small_files_at_once_are_never_told_that_there_is_no_room()
    {
        var files = _host.Services.GetRequiredService<WebChatFiles>();
        var statuses = await Task.WhenAll(
            Enumerable
                .Range(0, 6)
                .Select(person =>
                    Task.Run(async () =>
                    {
                        var own = new List<int>();
                        for (var i = 0; i < 60; i++)
                        {
                            await using var one = new Zeros(1);
                            own.Add((await files.KeepAsync($"p{person}@example.com", "a.bin", null, one, 1, default)).Status);
                        }

                        return own;
                    })
                )
        );
        statuses.SelectMany(one => one).Distinct().ShouldBe([200]);
    }

    [Fact]
    public async Task What_a_file_holds_beyond_what_was_announced_is_not_kept()
    {
        var files = _host.Services.GetRequiredService<WebChatFiles>();
        await using var more = new Zeros(1_000_000);
        (await files.KeepAsync(Ana, "a.bin", null, more, 1, default)).Status.ShouldBe(413);
        Kept().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_secret_in_a_files_name_is_masked_wherever_the_file_is_shown()
    {
        var id = await UploadAsync(Ana, "card 4111 1111 1111 1111.pdf");
        (await SayAsync(Ana, "see", id)).EnsureSuccessStatusCode();

        _host.Received.OfType<Inbound.Said>().Single().Files.Single().Name.ShouldBe("card •••• 1111.pdf");
        (await _host.Here.GetStringAsync($"/webchat/messages?as={Ana}&conversation=dm:{Ana}")).ShouldNotContain("4111 1111");
        foreach (var file in System.IO.Directory.GetFiles(_folder, "*.json"))
        {
            (await File.ReadAllTextAsync(file)).ShouldNotContain("4111 1111");
        }
    }

    [Fact]
    public async Task What_was_not_sent_goes_after_an_hour_and_the_rest_after_its_days()
    {
        var files = _host.Services.GetRequiredService<WebChatFiles>();
        var sent = await UploadAsync(Ana, "sent.txt");
        await UploadAsync(Ana, "not.txt");
        (await SayAsync(Ana, "see", sent)).EnsureSuccessStatusCode();
        files.Sweep().ShouldBe(0);
        // Time wakes the sweeper, too: whoever comes first.
        _host.Clock.Advance(TimeSpan.FromHours(1));
        files.Sweep();
        await _host.UntilAsync(() => Kept().Count == 1);
        Kept().ShouldHaveSingleItem().ShouldBe(sent);
        _host.Clock.Advance(TimeSpan.FromDays(7));
        files.Sweep();
        await _host.UntilAsync(() => Kept().Count == 0);
        System.IO.Directory.GetFiles(_folder).ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_deletes_the_message_deletes_its_file()
    {
        var answer = await SayAsync(Ana, "", await UploadAsync(Ana, "a.txt"));
        var message = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString();
        (await _host.Here.DeleteAsync($"/webchat/messages/{message}?as={Ana}")).EnsureSuccessStatusCode();
        Kept().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_file_of_Slack_opens_for_whoever_sees_its_message_as_a_download_and_for_nobody_else()
    {
        _slack.Answers = _ => FakeFileSource.Bytes(Encoding.UTF8.GetBytes("<script>"), "text/html");
        var message = await ShowAsync(_slack.File("Übersicht.html"));

        using var opened = await _host.Here.GetAsync($"/webchat/files/{message}/0?as={Bob}");
        opened.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await opened.Content.ReadAsStringAsync()).ShouldBe("<script>");
        opened.Content.Headers.ContentType!.MediaType.ShouldBe("application/octet-stream");
        opened.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
        opened.Content.Headers.ContentDisposition.FileNameStar.ShouldBe("Übersicht.html");
        opened.Headers.CacheControl!.NoStore.ShouldBeTrue();
        opened.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);

        (await _host.Here.GetAsync($"/webchat/files/{message}/0?as={Ana}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await _host.Here.GetAsync($"/webchat/files/{message}/0")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await _host.Here.GetAsync($"/webchat/files/{message}/1?as={Bob}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        _slack.Asked.ShouldBe(1);
    }

    [Fact]
    public async Task Where_a_file_lies_is_told_to_nobody()
    {
        var message = await ShowAsync(_slack.File("a.png"));
        var shown = (await _host.Here.GetStringAsync($"/webchat/messages?as={Bob}&conversation=specialists"));
        shown.ShouldContain($"/webchat/files/{message}/0");
        shown.ShouldNotContain("https://x/");
        (await _host.Here.GetStringAsync($"/?specialist={Bob}&specialist_at=specialists")).ShouldContain($"/webchat/files/{message}/0?as=");
    }

    [Fact]
    public async Task A_platform_that_refuses_is_told_in_words_at_once_and_when_it_is_opened()
    {
        var show = new Outbound.Show("slot", new Destination.At(new Place("web", "specialists")), Card.Of("a.png"))
        {
            Key = "k",
            Lane = "l",
            File = _slack.File("a.png"),
        };
        var dispatch = new Dispatch(show, show.To, null, null, null);
        (await _host.Channel.SendAsync(dispatch, default)).ShouldBe(new Delivery.Drop("There is nothing."));
        var message = await ShowAsync(_slack.File("a.png"));
        (await (await _host.Here.GetAsync($"/webchat/files/{message}/0?as={Bob}")).Content.ReadAsStringAsync()).ShouldBe(
            "a.png: There is nothing.\n"
        );
        _slack.Answers = _ => FakeFileSource.Bytes([1, 2]);
        (await _host.Channel.SendAsync(dispatch, default)).ShouldBe(new Delivery.Sent(null, null));
    }

    private IReadOnlyList<string> Kept() =>
        System.IO.Directory.Exists(_folder)
            ?
            [
                .. System
                    .IO.Directory.GetFiles(_folder)
                    .Select(path => Path.GetFileName(path))
                    .Where(name => !name.EndsWith(".json", StringComparison.Ordinal)),
            ]
            : [];

    /// <summary>So many zeros, of which none comes before it is let go.</summary>
    private sealed class Held(long length) : Zeros(length)
    {
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously),
            _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Asked => _asked.Task;

        public void Release() => _released.TrySetResult();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _asked.TrySetResult();
            await _released.Task;
            return await base.ReadAsync(buffer, cancellationToken);
        }
    }

    /// <summary>So many zeros.</summary>
    private class Zeros(long length) : Stream
    {
        private long _at;

        public override bool CanRead => true;
        public override bool CanSeek => true;
        public override bool CanWrite => false;
        public override long Length => length;
        public override long Position
        {
            get => _at;
            set => _at = value;
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = (int)Math.Min(count, length - _at);
            Array.Clear(buffer, offset, read);
            _at += read;
            return read;
        }

        public override long Seek(long offset, SeekOrigin origin) =>
            _at =
                offset
                + (
                    origin == SeekOrigin.Begin ? 0
                    : origin == SeekOrigin.Current ? _at
                    : length
                );

        public override void Flush() { }

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
