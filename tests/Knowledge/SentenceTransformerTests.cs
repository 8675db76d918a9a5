using EscalationBot.Core.Knowledge.Sentences;
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
        var vector = SentenceTransformer.Read(_folder.FullName).Encode(text);
        var plain = model.Encode(text);
        vector.Length.ShouldBe(TinyTransformer.Hidden);
        for (var i = 0; i < vector.Length; i++) vector[i].ShouldBe(plain[i], 1e-5f);
        Matrix.Dot(vector, vector).ShouldBe(1, 1e-5f);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   \n")]
    public void A_text_without_a_word_has_no_direction(string text)
    {
        TinyTransformer.Write(_folder.FullName);
        SentenceTransformer.Read(_folder.FullName).Encode(text).ShouldAllBe(number => number == 0);
    }

    [Fact]
    public void A_long_text_is_read_to_its_limit()
    {
        TinyTransformer.Write(_folder.FullName);
        var encoder = SentenceTransformer.Read(_folder.FullName);
        var limit = string.Join(' ', Enumerable.Repeat("reset password", 100));
        encoder.Encode(limit + " the the the").ShouldBe(encoder.Encode(limit));
    }

    [Fact]
    public void Many_threads_get_the_same_vectors()
    {
        TinyTransformer.Write(_folder.FullName);
        var encoder = SentenceTransformer.Read(_folder.FullName);
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

    [Fact]
    public void Weights_of_another_model_are_not_taken_for_the_published_one()
    {
        TinyTransformer.Write(_folder.FullName);
        Should.Throw<IOException>(() => LocalEncoder.Open("auto", _folder.FullName)).Message.ShouldContain("another model");
    }

    [Fact]
    public void A_vocabulary_longer_than_the_table_of_its_words_is_an_error()
    {
        TinyTransformer.Write(_folder.FullName);
        File.AppendAllText(Path.Combine(_folder.FullName, "vocab.txt"), "surplus\n");
        Should.Throw<IOException>(() => LocalEncoder.Load(_folder.FullName)).Message.ShouldContain("word_embeddings");
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
    public void A_vocabulary_without_its_special_words_is_an_error_that_names_the_folder()
    {
        TinyTransformer.Write(_folder.FullName);
        File.WriteAllText(Path.Combine(_folder.FullName, "vocab.txt"), "reset\n");
        Should.Throw<IOException>(() => LocalEncoder.Load(_folder.FullName)).Message.ShouldContain(_folder.FullName);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
