using System.Globalization;
using System.Text.Json.Nodes;
using EscalationBot.Bot.Channels.Slack.Auth;
using EscalationBot.Bot.Channels.Slack.Protocol;
using EscalationBot.Core.Messages;

namespace EscalationBot.Bot.Channels.Slack.Sending;

/// <summary>The sending side of Slack: posts, edits, ephemerals, home tabs.</summary>
internal sealed class SlackSender(SlackApi api, SlackAddresses places, SlackSenses senses, SlackFiles files, CarriedFiles carried)
{
    private static readonly TimeSpan PostsWait = TimeSpan.FromSeconds(5);

    /// <summary>Clocks differ; the key decides.</summary>
    private static readonly TimeSpan LookMargin = TimeSpan.FromMinutes(5);

    public Task<Delivery> SendAsync(Dispatch dispatch, CancellationToken ct) =>
        dispatch.What switch
        {
            Outbound.Show { File: { } file } => HandOverAsync(file, dispatch, ct),
            Outbound.Show show when dispatch is { MessageId: { } id, MessagePlace: { } place } => UpdateAsync(
                show,
                dispatch.To,
                place,
                id,
                ct
            ),
            Outbound.Show show => ShowAsync(show, dispatch, ct),
            Outbound.Whisper whisper => WhisperAsync(whisper, dispatch.LookSince, ct),
            Outbound.Remove => RemoveAsync(dispatch, ct),
            Outbound.Home home => HomeAsync(home, ct),
            _ => Task.FromResult<Delivery>(new Delivery.Drop(ChannelWords.Say("slack_cannot"))),
        };

    /// <summary>Says something to one person at once, outside the outbox: why a form cannot be opened.</summary>
    public Task<Delivery> TellAsync(Place place, PersonKey person, string sentence, CancellationToken ct) =>
        WhisperAsync(new Outbound.Whisper(place, person, Card.Of(sentence)) { Key = "", Lane = "" }, lookSince: null, ct);

    /// <summary>A file that people here cannot open where it lies.</summary>
    private async Task<Delivery> HandOverAsync(FileLink file, Dispatch dispatch, CancellationToken ct)
    {
        if (dispatch.To is null || file.Source is null)
        {
            return new Delivery.Sent(null, null);
        }
        var found = await places.FindAsync(dispatch.To, ct);
        if (found.Place is not { } place)
        {
            return found.Failure!;
        }
        var (fetched, instead) = await carried.FetchAsync(file, ct);
        if (fetched is null)
        {
            return instead!;
        }
        await using (fetched)
        {
            return await files.ShareAsync(place, fetched, dispatch.LookSince, ct);
        }
    }

    private async Task<Delivery> UpdateAsync(Outbound.Show show, Destination? to, Place place, string messageId, CancellationToken ct)
    {
        var message = SlackCardRenderer.Message(show.Card);
        message["channel"] = place.Conversation;
        message["ts"] = messageId;
        message["metadata"] = SlackMetadata.Of(show.Key, show.Slot);
        var done = await api.WriteAsync("chat.update", message, ct);
        if (
            done.Error is "is_inactive" or "is_archived" or "channel_not_found"
            && (
                await places.HasMovedAsync(place.Conversation, ct)
                // Nobody looks there any more: what is for a named place belongs where that is now.
                || (
                    to is Destination.At { Place.Conversation: var named }
                    && named != place.Conversation
                    && !await places.IsNamedAsync(place.Conversation, ct)
                )
            )
        )
        {
            return new Delivery.Vanished();
        }
        if (done.Ok)
        {
            senses.Health.Clear("channel " + place.Conversation);
            return new Delivery.Sent(place, messageId);
        }
        return
            // Of these only a new post shows the present state again.
            done.Error
                is "message_not_found"
                    or "cant_update_message"
                    or "edit_window_closed"
                ? new Delivery.Vanished()
            : done.Error is "is_inactive" or "is_archived" ? Waits(place, "slack_archived")
            : done.ToDelivery();
    }

    private async Task<Delivery> ShowAsync(Outbound.Show show, Dispatch dispatch, CancellationToken ct)
    {
        if (dispatch.To is null)
        {
            return new Delivery.Drop(ChannelWords.Say("slack_no_address"));
        }
        var found = await places.FindAsync(dispatch.To, ct);
        if (found.Place is not { } place)
        {
            return found.Failure!;
        }
        var sent = await PostAsync(show, place, dispatch.LookSince, ct);
        if (sent.Error is not ("channel_not_found" or "is_archived"))
        {
            return sent.Delivery;
        }
        if (await places.ForgetAsync(dispatch.To, ct))
        {
            found = await places.FindAsync(dispatch.To, ct);
            return found.Place is { } again ? (await PostAsync(show, again, dispatch.LookSince, ct)).Delivery : found.Failure!;
        }
        if (place.Thread is not null && await places.HasMovedAsync(place.Conversation, ct))
        {
            return new Delivery.Vanished { IsRoot = true };
        }
        if (sent.Error == "is_archived")
        {
            // Where the case's queue has another place by now the desk makes a new card there.
            return show.To is Destination.ThreadOf && !await places.IsNamedAsync(place.Conversation, ct)
                ? sent.Delivery
                : Waits(place, "slack_archived");
        }
        // Slack says the same of a private channel that the bot was not invited to and of one that is gone. A new message may wait for the
        // invitation; a reply's thread is known to have been open to us.
        return sent.Error == "channel_not_found" && place is { Thread: null, Conversation: ['C' or 'G', ..] }
            ? Waits(place, "slack_not_invited")
            : sent.Delivery;
    }

    private Task<Posted> PostAsync(Outbound.Show show, Place place, DateTimeOffset? lookSince, CancellationToken ct) =>
        PostAsync(SlackMetadata.Of(show.Key, show.Slot), show.Key, show.Card, place, lookSince, ct);

    private async Task<Posted> PostAsync(
        JsonObject metadata,
        string key,
        Card card,
        Place place,
        DateTimeOffset? lookSince,
        CancellationToken ct
    )
    {
        if (lookSince is { } since)
        {
            var (adopted, failure) = await LookAsync(key, place, since - LookMargin, ct);
            if (failure is not null)
            {
                return new Posted(
                    new Delivery.Retry(failure.After, failure.Why, MayHaveArrived: true) { IsAsked = failure.IsAsked },
                    failure.Error
                );
            }
            if (adopted is not null)
            {
                return new Posted(new Delivery.Sent(place, adopted), "");
            }
        }
        var message = SlackCardRenderer.Message(card);
        message["channel"] = place.Conversation;
        if (place.Thread is not null)
        {
            message["thread_ts"] = place.Thread;
        }
        message["metadata"] = metadata;
        message["unfurl_links"] = false;
        message["unfurl_media"] = false;
        var posted = await api.PostAsync(place.Conversation, key, message, ct);
        if (posted.Error == "not_in_channel")
        {
            var joined = await places.JoinAsync(place.Conversation, ct);
            if (joined.Outcome == SlackOutcome.Later)
            {
                return new Posted(
                    new Delivery.Retry(joined.After, joined.Why, MayHaveArrived: false) { IsAsked = joined.IsAsked },
                    joined.Error
                );
            }
            if (!joined.Ok)
            {
                return new Posted(Waits(place, joined.Error == "is_archived" ? "slack_archived" : "slack_not_invited"), posted.Error);
            }
            posted = await api.PostAsync(place.Conversation, key, message, ct);
        }
        if (!posted.Ok)
        {
            return new Posted(posted.ToDelivery(), posted.Error);
        }
        senses.Health.Clear("channel " + place.Conversation);
        senses.Echo.Posted(posted.Body.Text("channel") ?? place.Conversation, senses.Now);
        return new Posted(
            new Delivery.Sent(place with { Conversation = posted.Body.Text("channel") ?? place.Conversation }, posted.Body.Text("ts")),
            ""
        );
    }

    /// <summary>What became of a post, with Slack's own word for it.</summary>
    private sealed record Posted(Delivery Delivery, string Error);

    /// <summary>A channel that is archived, or that nobody invited the bot to: what is for it waits until that is put right.</summary>
    private Delivery.Retry Waits(Place place, string why)
    {
        var words = ChannelWords.Say(why, place.Conversation);
        senses.Health.Raise("channel " + place.Conversation, words);
        return new Delivery.Retry(PostsWait, words, MayHaveArrived: false) { NeedsSomebody = true };
    }

    /// <summary>Our own message with that key, if an earlier try did arrive.</summary>
    private async Task<(string? MessageId, SlackResult? Failure)> LookAsync(
        string key,
        Place place,
        DateTimeOffset since,
        CancellationToken ct
    )
    {
        var oldest = string.Create(CultureInfo.InvariantCulture, $"{since.ToUnixTimeSeconds()}.000000");
        var cursor = "";
        do
        {
            List<KeyValuePair<string, string>> arguments =
            [
                new("channel", place.Conversation),
                new("oldest", oldest),
                new("include_all_metadata", "true"),
                new("limit", "200"),
            ];
            if (place.Thread is not null)
            {
                arguments.Add(new("ts", place.Thread));
            }
            if (cursor.Length > 0)
            {
                arguments.Add(new("cursor", cursor));
            }
            var page = await api.ReadAsync(place.Thread is null ? "conversations.history" : "conversations.replies", arguments, ct);
            if (page.Outcome is SlackOutcome.Later or SlackOutcome.NoAccess)
            {
                return (null, page);
            }
            if (!page.Ok)
            {
                return (null, null);
            }
            foreach (var message in page.Body.List("messages"))
            {
                if (SlackMetadata.In(message)?.Is("key", key) == true)
                {
                    return (message.Text("ts"), null);
                }
            }
            cursor = page.Body.Object("response_metadata")?.Text("next_cursor") ?? "";
        } while (cursor.Length > 0);
        return (null, null);
    }

    /// <summary>
    /// For one person's eyes: an ephemeral message where they stand, or, where that cannot be, the 1:1 chat (which keeps what it is told).
    /// </summary>
    private async Task<Delivery> WhisperAsync(Outbound.Whisper whisper, DateTimeOffset? lookSince, CancellationToken ct)
    {
        var place = whisper.Place;
        if (whisper.Person.Channel != ChannelNames.Slack)
        {
            return new Delivery.Drop(ChannelWords.Say("slack_no_person"));
        }
        if (place.Channel == ChannelNames.Slack && place.Conversation is ['C' or 'G', ..])
        {
            var message = SlackCardRenderer.Message(whisper.Card);
            message["channel"] = place.Conversation;
            message["user"] = whisper.Person.Id;
            if (place.Thread is not null && !senses.Recent.StoodAtRoot(whisper.Person.Id, place.Lane))
            {
                message["thread_ts"] = place.Thread;
            }
            var shown = await api.WriteAsync("chat.postEphemeral", message, ct);
            if (shown.Ok)
            {
                return new Delivery.Sent(null, null);
            }
            if (shown.Outcome is SlackOutcome.Later or SlackOutcome.NoAccess)
            {
                return shown.ToDelivery();
            }
        }
        var direct = await places.FindDirectAsync(whisper.Person.Id, thread: null, ct);
        return direct.Place is { } chat
            ? (
                await PostAsync(
                    SlackMetadata.Of(whisper.Key, slot: null),
                    whisper.Key,
                    whisper.Card,
                    place.Conversation == chat.Conversation ? place : chat,
                    lookSince,
                    ct
                )
            ).Delivery
            : direct.Failure!;
    }

    private async Task<Delivery> RemoveAsync(Dispatch dispatch, CancellationToken ct)
    {
        if (dispatch is not { MessageId: { } id, MessagePlace: { } place })
        {
            return new Delivery.Sent(null, null);
        }
        var done = await api.WriteAsync("chat.delete", new JsonObject { ["channel"] = place.Conversation, ["ts"] = id }, ct);
        return done.Ok || done.Error == "message_not_found" ? new Delivery.Sent(null, null) : done.ToDelivery();
    }

    private async Task<Delivery> HomeAsync(Outbound.Home home, CancellationToken ct)
    {
        if (home.Person.Channel != ChannelNames.Slack)
        {
            return new Delivery.Drop(ChannelWords.Say("slack_no_person"));
        }
        var done = await api.WriteAsync(
            "views.publish",
            new JsonObject { ["user_id"] = home.Person.Id, ["view"] = SlackCardRenderer.Home(home.Card) },
            ct
        );
        return done.Ok ? new Delivery.Sent(null, null) : done.ToDelivery();
    }
}
