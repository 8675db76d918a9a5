using System.Globalization;
using Microsoft.Extensions.Options;

namespace EscalationBot.Bot.Hosting;

/// <summary>The settings <c>Protection:*</c>: what encrypts the keys of the pages' cookies, which stand in the database.</summary>
internal sealed class ProtectionOptions
{
    /// <summary>Shortest secret.</summary>
    public const int Shortest = 32;

    /// <summary>
    /// Empty, or one or several secrets separated by commas, the same for all replicas: the first encrypts, the others are older ones.
    /// </summary>
    public string Key { get; set; } = "";

    /// <summary>The list's entries.</summary>
    public IReadOnlyList<string> Secrets => Key.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Checks them at the start.</summary>
    public sealed class Validation : IValidateOptions<ProtectionOptions>
    {
        public ValidateOptionsResult Validate(string? name, ProtectionOptions options) =>
            options.Secrets.Any(secret => secret.Length < Shortest)
                ? ValidateOptionsResult.Fail(
                    $"Protection:Key: a key has at least {Shortest.ToString(CultureInfo.InvariantCulture)} characters; several are "
                        + "separated by commas, the newest first. Make one with: openssl rand -hex 32"
                )
                : ValidateOptionsResult.Success;
    }
}
