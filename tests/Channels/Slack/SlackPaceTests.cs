using EscalationBot.Bot.Channels.Slack.Protocol;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Channels.Slack;

public sealed class SlackPaceTests
{
    [Fact]
    public void Eighty_posts_into_one_channel_go_out_in_their_order_one_a_second_after_a_burst_of_five()
    {
        var clock = new TestClock();
        var pace = new SlackPace(new SlackOptions(), clock);
        var began = clock.GetUtcNow();
        // Each asks again when it was told to; those that came late ask between the others.
        var waiting = Enumerable.Range(1, 80).ToDictionary(post => post, _ => TimeSpan.Zero);
        List<int> sent = [];
        while (waiting.Count > 0)
        {
            var (post, at) = waiting.MinBy(one => (one.Value, one.Key));
            clock.AdvanceTo(began + at);
            var wait = pace.Take("C1", $"key{post}");
            if (wait == TimeSpan.Zero)
            {
                sent.Add(post);
                waiting.Remove(post);
            }
            else
            {
                waiting[post] = at + wait;
            }
        }

        sent.ShouldBe(Enumerable.Range(1, 80));
        (clock.GetUtcNow() - began).ShouldBe(TimeSpan.FromSeconds(75));
    }

    [Fact]
    public void A_post_that_never_asks_again_takes_nobodys_place_for_long_and_other_channels_do_not_wait()
    {
        var clock = new TestClock();
        var pace = new SlackPace(new SlackOptions(), clock);
        for (var post = 0; post < 5; post++)
        {
            pace.Take("C1", $"burst{post}").ShouldBe(TimeSpan.Zero);
        }

        pace.Take("C1", "gone").ShouldBe(TimeSpan.FromSeconds(1));
        pace.Take("C1", "next").ShouldBe(TimeSpan.FromSeconds(2));
        pace.Take("C2", "other").ShouldBe(TimeSpan.Zero);
        clock.Advance(TimeSpan.FromSeconds(2));
        pace.Take("C1", "next").ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void A_clock_that_is_set_moves_no_pause()
    {
        var clock = new TestClock();
        var pace = new SlackPace(new SlackOptions(), clock);
        pace.Pause("users.info", TimeSpan.FromSeconds(30));
        clock.SetBy(TimeSpan.FromHours(1));
        pace.PausedFor("users.info").ShouldBe(TimeSpan.FromSeconds(30));
        clock.SetBy(TimeSpan.FromHours(-2));
        clock.Advance(TimeSpan.FromSeconds(30));
        pace.PausedFor("users.info").ShouldBe(TimeSpan.Zero);
    }
}
