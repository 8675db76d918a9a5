namespace EscalationBot.Core.Messages;

/// <summary>
/// Addresses by which people are told apart. Two that look alike are not the same: a letter that only folds into one of ours (the Kelvin
/// sign's lower case is k) stays what it is.
/// </summary>
public static class MailAddresses
{
    /// <summary>
    /// The one spelling under which an address is stored and compared: trimmed, lower case. Null, or nothing but spaces, is no address.
    /// </summary>
    public static string? Normal(string? address) => address?.Trim() is { Length: > 0 } given ? Lower(given) : null;

    /// <summary>As <see cref="Normal"/>, for text that is no address, perhaps: it may be empty.</summary>
    public static string Lower(string text) =>
        string.Create(
            text.Length,
            text,
            (to, from) =>
            {
                for (var i = 0; i < to.Length; i++)
                {
                    var lower = char.ToLowerInvariant(from[i]);
                    to[i] = char.IsAscii(lower) && !char.IsAscii(from[i]) ? from[i] : lower;
                }
            }
        );

    /// <summary>Without what stands behind a plus sign: such addresses have one mailbox.</summary>
    public static string? Mailbox(string? address)
    {
        if (Normal(address) is not { } email)
        {
            return null;
        }

        var at = email.LastIndexOf('@');
        var plus = email.IndexOf('+', StringComparison.Ordinal);
        return plus > 0 && plus < at ? email[..plus] + email[at..] : email;
    }
}
