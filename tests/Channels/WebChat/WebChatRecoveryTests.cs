using EscalationBot.Core.Messages;
using Shouldly;
using Xunit;
using static EscalationBot.Tests.Channels.WebChat.WebChatHost;

namespace EscalationBot.Tests.Channels.WebChat;

public sealed class WebChatRecoveryTests
{
    [Fact]
    public async Task What_was_kept_but_not_handed_in_when_the_process_died_is_handed_in_after_the_start()
    {
        await using var host = await StartAsync(before: async messages =>
        {
            await messages.AddAsync(new("in:1", $"dm:{Ana}", null, Ana, null, Card.Of("a question")), default);
            await messages.AddAsync(new("in:2", $"dm:{Ana}", null, "left@example.com", null, Card.Of("of somebody who left")), default);
            await messages.AddAsync(new("out:1", $"dm:{Ana}", null, "bot", null, Card.Of("an answer")), default);
        });

        await host.UntilAsync(() => !host.Received.IsEmpty);

        var said = host.Received.ShouldHaveSingleItem().ShouldBeOfType<Inbound.Said>();
        said.Text.ShouldBe("a question");
        said.DeliveryKey.ShouldBe($"web:{said.MessageId}:said");
    }

    [Fact]
    public async Task A_message_that_could_not_be_handed_in_is_refused_and_counts_once_when_sent_again()
    {
        await using var host = await StartAsync();
        host.Refuse = true;
        var body = new
        {
            @as = Ana,
            conversation = $"dm:{Ana}",
            text = "a question",
            client_id = "try-1",
        };
        await Should.ThrowAsync<InvalidOperationException>(() => host.PostAsync("/webchat/messages", body));

        host.Refuse = false;
        (await host.PostAsync("/webchat/messages", body)).EnsureSuccessStatusCode();

        host.Received.ShouldHaveSingleItem();
        (await host.GetAsync($"/webchat/messages?as={Ana}&conversation=dm:{Ana}")).GetProperty("messages").GetArrayLength().ShouldBe(1);
    }
}
