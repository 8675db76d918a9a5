using EscalationBot.Core.Knowledge.Embeddings;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Knowledge;

public sealed class SentenceTransformerTests : IDisposable
{
    private readonly DirectoryInfo _folder = System.IO.Directory.CreateTempSubdirectory("transformer");

    [Theory]
    [InlineData("reset")]
    [InlineData("Reset the PASSWORD, please")]
    [InlineData("resets unknown-words ☃")]
    public void A_text_becomes_what_the_plain_arithmetic_of_the_published_model_gives(string text)
    {
        var model = TinyTransformer.Write(_folder.FullName);
        var vector = SentenceTransformer.Load(_folder.FullName).Encode(text);
        var plain = model.Encode(text);
        vector.Length.ShouldBe(TinyTransformer.Hidden);
        for (var i = 0; i < vector.Length; i++)
        {
            vector[i].ShouldBe(plain[i], 1e-5f);
        }
        vector.Sum(number => number * number).ShouldBe(1, 1e-5f);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   \n")]
    public void A_text_without_a_word_has_no_direction(string text)
    {
        TinyTransformer.Write(_folder.FullName);
        SentenceTransformer.Load(_folder.FullName).Encode(text).ShouldAllBe(number => number == 0);
    }

    [Fact]
    public void A_long_text_is_read_to_its_limit()
    {
        TinyTransformer.Write(_folder.FullName);
        var encoder = SentenceTransformer.Load(_folder.FullName);
        var limit = string.Join(' ', Enumerable.Repeat("reset password", 100));
        encoder.Encode(limit + " the the the").ShouldBe(encoder.Encode(limit));
    }

    [Fact]
    public void Many_threads_get_the_same_vectors()
    {
        TinyTransformer.Write(_folder.FullName);
        var encoder = SentenceTransformer.Load(_folder.FullName);
        string[] texts = ["reset", "reset the password", "please", "the password resets please"];
        var alone = texts.Select(encoder.Encode).ToList();
        Parallel.For(0, 200, i => encoder.Encode(texts[i % texts.Length]).ShouldBe(alone[i % texts.Length]));
    }

    [Fact]
    public void The_files_in_a_folder_say_which_encoder_it_is()
    {
        LocalEncoder.IsInstalled(_folder.FullName).ShouldBeFalse();
        TinyTransformer.Write(_folder.FullName);
        LocalEncoder.IsInstalled(_folder.FullName).ShouldBeTrue();
        File.Delete(Path.Combine(_folder.FullName, "vocab.txt"));
        LocalEncoder.IsInstalled(_folder.FullName).ShouldBeFalse();
        LocalEncoder.Open("auto", _folder.FullName).ShouldBeNull();
    }

    [Theory]
    [InlineData("input_ids")]
    [InlineData("input_ids", "attention_mask")]
    [InlineData("attention_mask", "token_type_ids", "input_ids")]
    public void A_model_gets_the_inputs_that_it_names(params string[] inputs)
    {
        var model = TinyTransformer.Write(_folder.FullName, inputs);
        using var encoder = SentenceTransformer.Load(_folder.FullName);
        var (vector, plain) = (encoder.Encode("reset"), model.Encode("reset"));
        for (var i = 0; i < vector.Length; i++)
        {
            vector[i].ShouldBe(plain[i], 1e-5f);
        }
    }

    [Fact]
    public void Weights_of_another_model_have_another_name_so_that_vectors_are_never_mixed()
    {
        TinyTransformer.Write(_folder.FullName);
        var encoder = LocalEncoder.Open("auto", _folder.FullName).ShouldNotBeNull();
        encoder.Name.ShouldStartWith("onnx-");
        encoder.Dimensions.ShouldBe(TinyTransformer.Hidden);
        TinyTransformer.Write(_folder.FullName, "input_ids");
        LocalEncoder.Load(_folder.FullName).Name.ShouldNotBe(encoder.Name);
    }

    [Fact]
    public void A_model_of_something_else_is_an_error_that_says_what_it_reads()
    {
        TinyTransformer.Write(_folder.FullName, "input_ids", "pixel_values");
        var error = Should.Throw<IOException>(() => LocalEncoder.Load(_folder.FullName)).Message;
        error.ShouldContain("pixel_values");
        error.ShouldContain("attention_mask");
    }

    [Fact]
    public void A_vocabulary_longer_than_the_table_of_its_words_is_an_error_at_once()
    {
        TinyTransformer.Write(_folder.FullName);
        File.AppendAllText(Path.Combine(_folder.FullName, "vocab.txt"), "surplus\n");
        Should.Throw<IOException>(() => LocalEncoder.Load(_folder.FullName)).Message.ShouldContain("vocabulary of 13 pieces");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(5_000)]
    public void A_file_that_was_cut_short_is_an_error(int length)
    {
        TinyTransformer.Write(_folder.FullName);
        var file = Path.Combine(_folder.FullName, "model.onnx");
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..length]);
        Should.Throw<IOException>(() => LocalEncoder.Load(_folder.FullName)).Message.ShouldContain("broken download");
    }

    [Fact]
    public void The_small_encoder_of_earlier_versions_is_named_and_not_used()
    {
        foreach (var name in new[] { "model.json", "vocab.json" })
        {
            File.WriteAllText(Path.Combine(_folder.FullName, name), "{}");
        }
        LocalEncoder.IsOfEarlierVersions(_folder.FullName).ShouldBeTrue();
        LocalEncoder.Open("auto", _folder.FullName).ShouldBeNull();
        Should.Throw<IOException>(() => LocalEncoder.Open(_folder.FullName, "nowhere")).Message.ShouldContain("encoder install");
        EncoderLocator.Of("auto", [_folder.FullName]).Why.ShouldContain("earlier versions");
        TinyTransformer.Write(_folder.FullName);
        LocalEncoder.IsOfEarlierVersions(_folder.FullName).ShouldBeFalse();
        LocalEncoder.Open("auto", _folder.FullName).ShouldNotBeNull();
    }

    [Fact]
    public void A_vocabulary_without_its_special_words_is_an_error_that_names_the_folder()
    {
        TinyTransformer.Write(_folder.FullName);
        File.WriteAllText(Path.Combine(_folder.FullName, "vocab.txt"), "reset\n");
        Should.Throw<IOException>(() => LocalEncoder.Load(_folder.FullName)).Message.ShouldContain(_folder.FullName);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
