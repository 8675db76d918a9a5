using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using EscalationBot.Core.Store.Cases;
using EscalationBot.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Stories;

/// <summary>
/// A forged request through the real host's web chat: nobody hands on somebody else's question, teaches what was not shown, or speaks under
/// another name.
/// </summary>
public sealed class RefusedFormStories
{
    private const string Typed = "words that took me ten minutes";

    [Fact]
    public async Task A_form_for_somebody_elses_question_makes_no_case_and_the_words_come_back()
    {
        await using var bot = await StartAsync();
        await SayAsync(bot, "ana@example.com", "the quantum flux coupling on our zeppelin wobbles");
        var question = await QuestionAsync(bot, "ana@example.com");
        var data = new JsonObject { ["question"] = question, ["who"] = "Mia Sorensen" };
        (
            await PostAsync(
                bot,
                "/webchat/forms/submit",
                new JsonObject
                {
                    ["as"] = "rob@example.com",
                    ["form"] = "get_specialist",
                    ["data"] = data,
                    ["values"] = new JsonObject { ["tried"] = Typed, ["urgency"] = "p1" },
                }
            )
        ).ShouldBe(HttpStatusCode.OK);
        var read = await WaitForAsync(bot, "rob@example.com", Typed);
        read.ShouldContain("Only Ana Duarte can answer that");
        (await bot.Services.GetRequiredService<CaseStore>().CountCasesAsync(new CaseFilter(), default)).ShouldBe(0);
        // The asker's own form works.
        (
            await PostAsync(
                bot,
                "/webchat/forms/submit",
                new JsonObject
                {
                    ["as"] = "ana@example.com",
                    ["form"] = "get_specialist",
                    ["data"] = data.DeepClone(),
                    ["values"] = new JsonObject { ["tried"] = Typed, ["urgency"] = "p1" },
                }
            )
        ).ShouldBe(HttpStatusCode.OK);
        await WaitForAsync(bot, "ana@example.com", "ESC-1001");
        (await bot.Services.GetRequiredService<CaseStore>().FindCaseAsync("ESC-1001", default))!.Conversation.ShouldAllBe(turn =>
            turn.Who == "Ana Duarte"
        );
    }

    [Fact]
    public async Task Pressing_solved_with_another_articles_id_teaches_nothing()
    {
        await using var bot = await StartAsync();
        await SayAsync(bot, "ana@example.com", "the quantum flux coupling on our zeppelin wobbles");
        var (message, question) = await CardAsync(bot, "ana@example.com");
        for (var i = 0; i < 5; i++)
        {
            (
                await PostAsync(
                    bot,
                    "/webchat/press",
                    new JsonObject
                    {
                        ["as"] = "ana@example.com",
                        ["message"] = message,
                        ["action"] = "solved",
                        ["data"] = new JsonObject { ["question"] = question, ["article"] = "export-limits" },
                    }
                )
            ).ShouldBe(HttpStatusCode.OK);
        }

        await WaitForAsync(bot, "ana@example.com", "was not shown in answer to this question");
        (await bot.Services.GetRequiredService<Lessons>().NewestAsync(long.MaxValue, 10, default)).ShouldBeEmpty();
    }

    private static Task<RunningBot> StartAsync() =>
        RunningBot.StartAsync(new Dictionary<string, string?> { ["Organisation:Folder"] = OrganisationFixture.SampleFolder });

    private static async Task SayAsync(RunningBot bot, string who, string text) =>
        (
            await PostAsync(
                bot,
                "/webchat/messages",
                new JsonObject
                {
                    ["as"] = who,
                    ["conversation"] = $"dm:{who}",
                    ["text"] = text,
                }
            )
        ).ShouldBe(HttpStatusCode.OK);

    private static async Task<HttpStatusCode> PostAsync(RunningBot bot, string path, JsonObject body)
    {
        using var response = await bot.Http.PostAsJsonAsync(new Uri(path, UriKind.Relative), body);
        return response.StatusCode;
    }

    private static async Task<string> QuestionAsync(RunningBot bot, string who) => (await CardAsync(bot, who)).Question;

    /// <summary>The newest card of theirs that is about a question.</summary>
    private static async Task<(string Message, string Question)> CardAsync(RunningBot bot, string who)
    {
        for (var i = 0; i < 600; i++)
        {
            foreach (var message in (await ReadAsync(bot, who))["messages"]!.AsArray().Reverse())
            {
                if (
                    message!
                        ["card"]
                        ?["buttons"]?.AsArray()
                        .Select(button => (string?)button!["data"]?["question"])
                        .FirstOrDefault(id => id is not null) is
                    { } question
                )
                {
                    return ((string)message["id"]!, question);
                }
            }

            await Task.Delay(50);
        }

        throw new TimeoutException("No answer came.");
    }

    private static async Task<string> WaitForAsync(RunningBot bot, string who, string words)
    {
        for (var i = 0; i < 600; i++)
        {
            var text = (await ReadAsync(bot, who)).ToJsonString();
            if (text.Contains(words, StringComparison.Ordinal))
            {
                return text;
            }

            await Task.Delay(50);
        }

        throw new TimeoutException($"{who} never read \"{words}\".");
    }

    private static async Task<JsonObject> ReadAsync(RunningBot bot, string who) =>
        (await bot.Http.GetFromJsonAsync<JsonObject>(new Uri($"/webchat/messages?as={who}&conversation=dm:{who}", UriKind.Relative)))!;
}
