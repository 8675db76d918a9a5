using EscalationBot.Bot.Ai;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Ai;

public sealed class LanguageModelTests
{
    [Theory]
    [InlineData("/v1/", "Bearer key-of-the-test", "")]
    [InlineData("/openai/v1/", "", "key-of-the-test")]
    public async Task A_key_travels_in_the_header_that_the_endpoint_reads(string path, string bearer, string apiKey)
    {
        await using var world = await ModelWorld.OpenAsync(path);
        world.Endpoint.Next.Enqueue(ScriptedModel.Says("Fine."));
        (await world.AskAsync()).ShouldBe(new ModelAnswer.Text("Fine."));
        var call = world.Endpoint.Calls.ShouldHaveSingleItem();
        call.Path.ShouldBe(path + "chat/completions");
        call.Headers.GetValueOrDefault("Authorization", "").ShouldBe(bearer);
        call.Headers.GetValueOrDefault("api-key", "").ShouldBe(apiKey);
        call.Body["model"]!.GetValue<string>().ShouldBe("scripted");
        // Reasoning models refuse one.
        call.Body.ContainsKey("temperature").ShouldBeFalse();
    }

    [Fact]
    public async Task Text_is_told_as_it_grows_and_its_tokens_are_counted()
    {
        await using var world = await ModelWorld.OpenAsync();
        world.Endpoint.Next.Enqueue(ScriptedModel.Says("one two three", tokens: 77));
        var grown = new List<string>();
        var answer = await world.AskAsync(
            onText: (text, _) =>
            {
                grown.Add(text);
                return ValueTask.CompletedTask;
            }
        );
        answer.ShouldBe(new ModelAnswer.Text("one two three"));
        grown.ShouldBe(["one", "one two", "one two three"]);
        (await world.Get<TokenBudget>().ReadAsync(CancellationToken.None)).ShouldBe(77);
    }

    [Fact]
    public async Task A_slow_first_try_is_overtaken_by_a_second()
    {
        await using var world = await ModelWorld.OpenAsync();
        world.Endpoint.Next.Enqueue(ScriptedModel.Hangs());
        world.Endpoint.Next.Enqueue(ScriptedModel.Says("Second."));
        (await world.AskAsync()).ShouldBe(new ModelAnswer.Text("Second."));
        world.Endpoint.Calls.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    public async Task A_failed_try_is_followed_by_one_more(int status)
    {
        await using var world = await ModelWorld.OpenAsync();
        world.Endpoint.Next.Enqueue(ScriptedModel.Fails(status));
        world.Endpoint.Next.Enqueue(ScriptedModel.Says("Second."));
        (await world.AskAsync()).ShouldBe(new ModelAnswer.Text("Second."));
    }

    [Theory]
    [InlineData(401, nameof(ModelTrouble.KeyRefused), 1)]
    [InlineData(403, nameof(ModelTrouble.KeyRefused), 1)]
    [InlineData(404, nameof(ModelTrouble.NoSuchModel), 1)]
    [InlineData(429, nameof(ModelTrouble.Throttled), 1)]
    [InlineData(400, nameof(ModelTrouble.Failed), 1)]
    [InlineData(302, nameof(ModelTrouble.Failed), 1)]
    [InlineData(500, nameof(ModelTrouble.Failed), 2)]
    public async Task A_refusal_is_a_value_and_only_errors_of_the_server_are_tried_again(int status, string why, int calls)
    {
        await using var world = await ModelWorld.OpenAsync();
        world.Endpoint.Always = ScriptedModel.Fails(status);
        (await world.AskAsync()).ShouldBe(new ModelAnswer.Nothing(Enum.Parse<ModelTrouble>(why)));
        world.Endpoint.Calls.Count.ShouldBe(calls);
        (await world.Get<TokenBudget>().ReadAsync(CancellationToken.None)).ShouldBe(0);
        (await world.State.LookAsync("m", "Quotes", CancellationToken.None)).State.ShouldBe("degraded");
    }

    [Fact]
    public async Task What_does_not_end_in_time_is_too_slow_and_costs_what_it_may_have_cost()
    {
        await using var world = await ModelWorld.OpenAsync();
        world.Endpoint.Always = ScriptedModel.Hangs();
        (await world.AskAsync(within: TimeSpan.FromSeconds(5))).ShouldBe(new ModelAnswer.Nothing(ModelTrouble.TooSlow));
        (await world.Get<TokenBudget>().ReadAsync(CancellationToken.None)).ShouldBeGreaterThan(100);
    }

    [Fact]
    public async Task A_stream_that_stalls_is_too_slow()
    {
        await using var world = await ModelWorld.OpenAsync();
        world.Endpoint.Next.Enqueue(
            ScriptedModel.SaysSlowly(["one ", "two"], piece => piece == 1 ? Task.Delay(Timeout.Infinite) : Task.CompletedTask)
        );
        (await world.AskAsync(within: TimeSpan.FromSeconds(5), onText: (_, _) => ValueTask.CompletedTask)).ShouldBe(
            new ModelAnswer.Nothing(ModelTrouble.TooSlow)
        );
    }

    [Fact]
    public async Task Broken_connections_odd_answers_and_filters_are_told_apart()
    {
        await using var world = await ModelWorld.OpenAsync();
        world.Endpoint.Next.Enqueue(ScriptedModel.BreaksOff());
        world.Endpoint.Next.Enqueue(ScriptedModel.BreaksOff());
        (await world.AskAsync()).ShouldBe(new ModelAnswer.Nothing(ModelTrouble.Unreachable));
        world.Endpoint.Next.Enqueue(ScriptedModel.Babbles());
        (await world.AskAsync()).ShouldBe(new ModelAnswer.Nothing(ModelTrouble.Unreadable));
        world.Endpoint.Next.Enqueue(ScriptedModel.Says("", finish: "content_filter"));
        (await world.AskAsync()).ShouldBe(new ModelAnswer.Nothing(ModelTrouble.Filtered));
        world.Endpoint.Next.Enqueue(ScriptedModel.Fails(400, "content_filter"));
        (await world.AskAsync()).ShouldBe(new ModelAnswer.Nothing(ModelTrouble.Filtered));
        world.Endpoint.Next.Enqueue(ScriptedModel.Says(""));
        (await world.AskAsync()).ShouldBe(new ModelAnswer.Nothing(ModelTrouble.Unreadable));
    }

    [Theory]
    [InlineData(false, "")]
    [InlineData(true, "")]
    [InlineData(true, "As an assistant,")]
    public async Task A_model_that_refuses_with_a_good_ending_is_told_from_one_that_answers(bool streamed, string said)
    {
        await using var world = await ModelWorld.OpenAsync();
        world.Endpoint.Next.Enqueue(ScriptedModel.Refuses("I cannot help with that.", said));
        var answer = await world.AskAsync(onText: streamed ? (_, _) => ValueTask.CompletedTask : null);
        answer.ShouldBe(new ModelAnswer.Nothing(ModelTrouble.Filtered));
        // One refusal says nothing of the service.
        (await world.State.LookAsync("m", "Quotes", CancellationToken.None)).State.ShouldBe("ok");
    }

    [Fact]
    public async Task An_endpoint_that_keeps_failing_is_left_alone_for_half_a_minute()
    {
        await using var world = await ModelWorld.OpenAsync();
        world.Endpoint.Always = ScriptedModel.Fails(500);
        for (var i = 0; i < 4; i++)
        {
            await world.AskAsync();
        }
        var calls = world.Endpoint.Calls.Count;
        world.Model.IsUsable.ShouldBeFalse();
        (await world.AskAsync()).ShouldBe(new ModelAnswer.Nothing(ModelTrouble.CircuitOpen));
        world.Endpoint.Calls.Count.ShouldBe(calls);
        (await world.State.LookAsync("m", "Quotes", CancellationToken.None)).Why.ShouldContain("left alone");

        world.Endpoint.Always = ScriptedModel.Says("Back.");
        world.Clock.Advance(TimeSpan.FromSeconds(31));
        world.Model.IsUsable.ShouldBeTrue();
        (await world.AskAsync()).ShouldBe(new ModelAnswer.Text("Back."));
        (await world.State.LookAsync("m", "Quotes", CancellationToken.None)).State.ShouldBe("ok");
    }

    [Fact]
    public async Task The_budget_of_a_day_is_kept_across_restarts_and_renewed_at_midnight()
    {
        await using var world = await ModelWorld.OpenAsync("/v1/", ("Ai:TokensPerDay", "1000"));
        world.Endpoint.Always = ScriptedModel.Says("Fine.", tokens: 950);
        (await world.AskAsync()).ShouldBe(new ModelAnswer.Text("Fine."));
        (await world.AskAsync()).ShouldBe(new ModelAnswer.Nothing(ModelTrouble.BudgetSpent));

        var again = world.Restarted(("Ai:TokensPerDay", "1000"));
        (await again.AskAsync()).ShouldBe(new ModelAnswer.Nothing(ModelTrouble.BudgetSpent));
        again.Model.IsUsable.ShouldBeFalse();
        var health = await again.State.LookAsync("m", "Answers are quoted passages", CancellationToken.None);
        health.State.ShouldBe("degraded");
        health.Why.ShouldContain("950 of 1,000 tokens used today");
        world.Endpoint.Calls.Count.ShouldBe(1);

        world.Clock.Advance(TimeSpan.FromHours(24));
        again.Model.IsUsable.ShouldBeTrue();
        (await again.AskAsync()).ShouldBe(new ModelAnswer.Text("Fine."));
    }

    [Fact]
    public async Task Logs_carry_ids_and_figures_and_never_text()
    {
        await using var world = await ModelWorld.OpenAsync();
        world.Endpoint.Next.Enqueue(ScriptedModel.Says("confidential reply"));
        await world.AskAsync("confidential question");
        world.Endpoint.Next.Enqueue(ScriptedModel.Fails(400, "confidential echo"));
        await world.AskAsync("confidential question");
        world.Logs.All.ShouldContain(line => line.Contains("q1", StringComparison.Ordinal));
        world.Logs.All.ShouldNotContain(line =>
            line.Contains("confidential", StringComparison.Ordinal) || line.Contains("key-of-the-test", StringComparison.Ordinal)
        );
    }
}
