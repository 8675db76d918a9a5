using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using EscalationBot.Core.Desk.Context;
using EscalationBot.Core.Desk.Decisions;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Store.People;

namespace EscalationBot.Bot.Hosting.SignIn;

/// <summary>
/// One-time links that the bot sends to a person in their 1:1 chat. The desk decides that somebody gets one; the code is made here, when
/// the message is sent, so that it stands in no row of the database: only its hash does. A link works for ten minutes, once, and the newest
/// one only.
/// </summary>
internal sealed class SignInLinks(SignInStore store, PublicAddress address, WorkplaceHolder workplaces, TimeProvider time)
{
    /// <summary>Path of the page that asks to confirm.</summary>
    public const string Path = "/login/link";

    /// <summary>How long a link works.</summary>
    public static TimeSpan Length { get; } = TimeSpan.FromMinutes(10);

    private const int CodeBytes = 32,
        LongestCode = 100;

    /// <summary>The message with the link in its place; every other message as it is.</summary>
    public async Task<Outbound> FillAsync(Outbound what, CancellationToken ct)
    {
        if (what is not Outbound.Show { SignInFor: { } email } show)
        {
            return what;
        }

        if (address.Of(Path) is not { } page)
        {
            var language = workplaces.IsLoaded ? workplaces.Current.Organisation.Language : "en";
            return show with { Card = Card.Of(Words.In(language)["sign_in_no_address"]) };
        }

        var code = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(CodeBytes));
        await store.PutLinkAsync(IdOf(code), email, show.Key, time.GetUtcNow() + Length, ct);
        return show with
        {
            Card = show.Card with
            {
                Parts =
                [
                    .. show.Card.Parts.Select(part =>
                        part is CardPart.Prose prose
                            ? new CardPart.Prose(
                                prose.Markdown.Replace(SignInAnswer.Placeholder, $"{page}/{code}", StringComparison.Ordinal)
                            )
                            : part
                    ),
                ],
            },
        };
    }

    /// <summary>Whose link it is while it can be used; nothing is used up. Null: unknown, used, or too old.</summary>
    public async Task<string?> FindAsync(string? code, CancellationToken ct) =>
        IsCode(code) ? await store.FindLinkAsync(IdOf(code!), ct) : null;

    /// <summary>Uses it up: its person's e-mail, or null.</summary>
    public async Task<string?> UseAsync(string? code, CancellationToken ct) =>
        IsCode(code) ? await store.UseLinkAsync(IdOf(code!), ct) : null;

    private static bool IsCode(string? code) => code is { Length: > 0 and <= LongestCode };

    private static string IdOf(string code) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(code)));
}
