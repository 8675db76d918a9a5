using EscalationBot.Bot.Commands;
using EscalationBot.Core.Knowledge.Embeddings;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Knowledge;

/// <summary>What is found of the local encoder, and what is said when nothing is.</summary>
public sealed class EncoderLocatorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("off")]
    [InlineData("OFF")]
    [InlineData("")]
    public void Off_says_that_it_is_off(string setting)
    {
        var search = EncoderLocator.Of(setting, [_folder.Path]);
        (search.Encoder, search.IsFaulty).ShouldBe((null, false));
        search.Why.ShouldStartWith("Triage:Encoder is off");
    }

    [Fact]
    public void Auto_that_finds_nothing_names_every_folder_and_the_verb_that_fetches_the_weights()
    {
        var search = EncoderLocator.Of("auto", [_folder.File("program"), _folder.File("machine")]);
        (search.Encoder, search.IsFaulty).ShouldBe((null, false));
        search.Why.ShouldBe(
            $"No weights in {_folder.File("program")}, {_folder.File("machine")}. `escalationbot encoder install` fetches them."
        );
    }

    [Fact]
    public void Auto_looks_beside_the_program_for_all_users_and_in_the_users_own_folder_in_this_order()
    {
        EncoderLocator.Folders.ShouldBe([
            Path.Combine(AppContext.BaseDirectory, "encoder"),
            EncoderLocator.MachineFolder,
            LocalEncoder.InstalledFolder,
        ]);
        if (!OperatingSystem.IsWindows())
        {
            EncoderLocator.MachineFolder.ShouldBe("/usr/local/share/escalationbot/encoder");
        }
        EncoderLocator.InstallFolder.ShouldBe(
            Environment.IsPrivilegedProcess ? EncoderLocator.MachineFolder : LocalEncoder.InstalledFolder
        );
    }

    [Fact]
    public void Broken_weights_are_told_and_stop_nothing()
    {
        _folder.Write("broken/model.onnx", "no model");
        _folder.Write("broken/vocab.txt", "[PAD]\n");
        var search = EncoderLocator.Of("auto", [_folder.File("broken"), _folder.File("none")]);
        (search.Encoder, search.IsFaulty).ShouldBe((null, true));
        search.Why.ShouldStartWith($"The encoder in {_folder.File("broken")} cannot be used: ");
        search.Why.ShouldEndWith("Run `escalationbot encoder install` again.");
    }

    [Fact]
    public void A_folder_that_the_settings_name_must_work()
    {
        var search = EncoderLocator.Of(_folder.File("nowhere"), [_folder.Path]);
        search.IsFaulty.ShouldBeTrue();
        search.Why.ShouldStartWith($"Triage:Encoder: The encoder in {_folder.File("nowhere")} cannot be used: ");
    }

    [Fact]
    public async Task The_doctor_and_the_health_page_say_which_encoder_was_found_or_why_none()
    {
        using var output = new StringWriter();
        await CommandLine.RunAsync(
            ["doctor", "--set", $"Database:ConnectionString=Data Source={_folder.File("none.db")}", "--set", "Triage:Encoder=auto"],
            output,
            TextWriter.Null
        );
        output.ToString().ShouldMatch(@"\n(off  |ok   ) encoder       (No weights in .*encoder install|minilm-l6-2 from /)");
        await using var bot = await RunningBot.StartAsync([new("Triage:Encoder", "auto")]);
        (await bot.Http.GetStringAsync(new Uri("health/ready", UriKind.Relative))).ShouldMatch(
            """(?s)"encoder": \{\s*"state": "(off|ok)",\s*"why": "(No weights in .*encoder install|minilm-l6-2 from /)"""
        );
    }

    [Fact]
    public async Task A_named_folder_with_broken_weights_stops_the_start_with_one_sentence()
    {
        _folder.Write("broken/model.onnx", "no model");
        _folder.Write("broken/vocab.txt", "[PAD]\n");
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(
            [
                "serve",
                "--urls",
                "http://127.0.0.1:0",
                "--set",
                $"Database:ConnectionString=Data Source={_folder.File("none.db")}",
                "--set",
                $"Triage:Encoder={_folder.File("broken")}",
            ],
            TextWriter.Null,
            error
        );
        code.ShouldBe(2);
        error.ToString().ShouldContain($"Triage:Encoder: The encoder in {_folder.File("broken")} cannot be used: ");
        File.Exists(_folder.File("none.db")).ShouldBeFalse();
    }

    [Fact]
    public void A_download_that_is_not_the_measured_file_is_refused_with_both_hashes()
    {
        var refused = Should.Throw<IOException>(() => EncoderDownload.Check("vocab.txt", "others"u8.ToArray()));
        refused.Message.ShouldContain(EncoderDownload.Hashes["vocab.txt"]);
        refused.Message.ShouldContain("It was not used");
        EncoderDownload.Hashes.Keys.ShouldBe([SentenceTransformer.WeightsFile, SentenceTransformer.VocabularyFile]);
    }
}
