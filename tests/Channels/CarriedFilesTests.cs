using System.Text;
using EscalationBot.Bot.Channels;
using EscalationBot.Core.Messages;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Channels;

/// <summary>Fetching a file from the platform on which it was sent.</summary>
public sealed class CarriedFilesTests
{
    private readonly FakeFileSource _teams = new();

    private async Task<(CarriedFile? File, Delivery? Instead)> FetchAsync(FileLink file) =>
        await new CarriedFiles([_teams]).FetchAsync(file, CancellationToken.None);

    private static int Kept() => Directory.GetFiles(Path.GetTempPath(), "escalationbot.*").Length;

    [Theory]
    [InlineData("x.exe\u200B")]
    [InlineData("x.e\u200Dxe")]
    [InlineData("x\uFF0E\uFF25\uFF38\uFF25")]
    [InlineData("x\u2024exe")]
    [InlineData("x.exe\u00A0")]
    [InlineData("x.exe.\u3000. ")]
    [InlineData("x.exe\u3164")]
    [InlineData("x.\uD835\uDC1E\uD835\uDC31\uD835\uDC1E")]
    [InlineData("x.exe::$DATA")]
    [InlineData("notes.txt:x.exe")]
    [InlineData("x.exe\uFF0F")]
    [InlineData("sheet.xll")]
    [InlineData("help.CHM")]
    [InlineData("a.settingcontent-ms")]
    [InlineData("run.sh")]
    [InlineData("run.py")]
    [InlineData("a.command")]
    [InlineData("a.desktop")]
    [InlineData("a.vhdx")]
    [InlineData("a.jnlp")]
    [InlineData("a.appref-ms")]
    [InlineData("a.search-ms")]
    [InlineData("a.msixbundle")]
    [InlineData("a.wsh")]
    [InlineData("a.deb")]
    [InlineData("a.apk")]
    [InlineData("a.iqy")]
    public void A_program_is_known_by_its_name_however_it_is_written(string name) => CarriedFiles.IsProgram(name).ShouldBeTrue();

    [Theory]
    [InlineData("exe")]
    [InlineData("report.pdf")]
    [InlineData("setup.exe.txt")]
    [InlineData("setup.exe.log")]
    [InlineData("error log.txt")]
    [InlineData("certificate.cer")]
    [InlineData("data.bin")]
    [InlineData("photo \U0001F469\u200D\U0001F4BB.png")]
    [InlineData("Übersicht.html")]
    [InlineData("図.png")]
    [InlineData("notes.md")]
    [InlineData("macro.docm")]
    [InlineData("archive.tar.gz")]
    [InlineData("a.json")]
    [InlineData("query.sql")]
    [InlineData("")]
    [InlineData(".")]
    public void A_document_is_no_program(string name) => CarriedFiles.IsProgram(name).ShouldBeFalse();

    [Fact]
    public async Task Its_bytes_lie_on_disk_while_it_is_carried_and_are_gone_afterwards()
    {
        _teams.Answers = _ => FakeFileSource.Bytes(Encoding.UTF8.GetBytes("hello"), "text/plain");
        var (file, _) = await FetchAsync(_teams.File("a.txt"));
        (file!.Name, file.MediaType, file.Length).ShouldBe(("a.txt", "text/plain", 5));
        var path = ((FileStream)file.Stream).Name;
        File.Exists(path).ShouldBeTrue();
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        await file.DisposeAsync();
        File.Exists(path).ShouldBeFalse();
    }

    [Theory]
    [InlineData("setup.exe")]
    [InlineData("run.PS1")]
    [InlineData("a.pdf.js")]
    [InlineData("a.scr.")]
    [InlineData("shortcut.lnk ")]
    public async Task A_program_is_refused_before_anybody_is_asked(string name)
    {
        var (file, instead) = await FetchAsync(_teams.File(name));
        file.ShouldBeNull();
        instead.ShouldBeOfType<Delivery.Drop>().Why.ShouldContain("Programs");
        _teams.Asked.ShouldBe(0);
    }

    [Fact]
    public async Task What_is_too_large_is_refused_by_what_is_told_of_it_or_by_what_comes()
    {
        (await FetchAsync(_teams.File("a.zip", CarriedFiles.Largest + 1)))
            .Instead.ShouldBeOfType<Delivery.Drop>()
            .Why.ShouldContain("50 MB");
        _teams.Asked.ShouldBe(0);
        _teams.Answers = _ => new FileOpening.Opened(new HttpResponseMessage { Content = new StreamContent(new Endless()) });
        var before = Kept();
        (await FetchAsync(_teams.File("a.zip"))).Instead.ShouldBeOfType<Delivery.Drop>().Why.ShouldContain("50 MB");
        Kept().ShouldBeLessThanOrEqualTo(before);
    }

    [Fact]
    public async Task A_refusal_is_told_and_a_pause_is_kept()
    {
        (await FetchAsync(_teams.File("a.png"))).Instead.ShouldBe(new Delivery.Drop("There is nothing."));
        _teams.Answers = _ => new FileOpening.Later(TimeSpan.FromSeconds(7), "busy");
        (await FetchAsync(_teams.File("a.png"))).Instead.ShouldBe(new Delivery.Retry(TimeSpan.FromSeconds(7), "busy", false));
        _teams.Answers = _ => throw new HttpRequestException("gone");
        (await FetchAsync(_teams.File("a.png"))).Instead.ShouldBeOfType<Delivery.Retry>();
        _teams.Answers = _ => FakeFileSource.Bytes([]);
        (await FetchAsync(_teams.File("a.png"))).Instead.ShouldBe(new Delivery.Drop("It is empty."));
    }

    [Fact]
    public async Task A_platform_that_is_off_hands_out_nothing()
    {
        var file = new FileLink("a.png", "") { Source = new FileSource(ChannelNames.Slack, "F1") };
        (await FetchAsync(file)).Instead.ShouldBeOfType<Delivery.Drop>();
        (await FetchAsync(new FileLink("a.png", "https://x"))).Instead.ShouldBeOfType<Delivery.Drop>();
    }

    [Fact]
    public async Task What_a_process_that_died_left_is_deleted_after_an_hour_and_what_is_carried_now_is_not()
    {
        var left = Path.Combine(Path.GetTempPath(), "escalationbot." + Path.GetRandomFileName());
        await File.WriteAllTextAsync(left, "half");
        CarriedFiles.Sweep();
        File.Exists(left).ShouldBeTrue();
        File.SetLastWriteTimeUtc(left, TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-2));
        CarriedFiles.Sweep();
        File.Exists(left).ShouldBeFalse();
    }

    /// <summary>A stream without an end.</summary>
    private sealed class Endless : MemoryStream
    {
        public override bool CanSeek => false;

        public override int Read(Span<byte> buffer) => buffer.Length;

        public override int Read(byte[] buffer, int offset, int count) => count;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(buffer.Length);
    }
}
