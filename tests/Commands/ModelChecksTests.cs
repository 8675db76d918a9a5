using EscalationBot.Bot.Commands;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Commands;

public sealed class ModelChecksTests
{
    [Fact]
    public async Task The_doctor_asks_each_model_for_a_few_tokens()
    {
        await using var model = await ScriptedModel.StartAsync();
        model.Always = (http, body) =>
            body.ContainsKey("input") ? ScriptedModel.Embeds()(http, body) : ScriptedModel.Says("fine")(http, body);
        var said = await DoctorAsync(model);
        said.ShouldContain("ok    model         scripted at 127.0.0.1 answers.");
        said.ShouldContain("ok    embeddings    scripted-embeddings at 127.0.0.1 answers.");
    }

    [Theory]
    [InlineData(401, "refuses the key")]
    [InlineData(404, "knows no such model")]
    [InlineData(500, "answered with an error")]
    public async Task It_says_what_is_wrong_and_fails(int status, string why)
    {
        await using var model = await ScriptedModel.StartAsync();
        model.Always = ScriptedModel.Fails(status);
        var said = await DoctorAsync(model);
        said.ShouldContain("fail  model");
        said.ShouldContain(why);
    }

    private static async Task<string> DoctorAsync(ScriptedModel model)
    {
        using var folder = new TemporaryFolder();
        var output = new StringWriter();
        List<string> arguments = ["doctor", "--set", $"Database:ConnectionString=Data Source={folder.File("none.db")}"];
        foreach (var (name, value) in model.Settings(("Ai:EmbeddingModel", "scripted-embeddings"), ("Ai:WaitSeconds", "5")))
        {
            arguments.AddRange(["--set", $"{name}={value}"]);
        }
        await CommandLine.RunAsync([.. arguments], output, output);
        return output.ToString();
    }
}
