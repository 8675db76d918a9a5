using EscalationBot.Bot.Hosting;
using EscalationBot.Bot.Hosting.Access;
using EscalationBot.Bot.Hosting.SignIn;
using Microsoft.Extensions.Options;

namespace EscalationBot.Bot.Health;

/// <summary>The doctor's look at the ways into the web pages.</summary>
internal static class AccessChecks
{
    private const int ShortToken = 16;

    /// <summary>What stands in the settings; what refuses a start is told before, with the other problems of settings.</summary>
    public static IReadOnlyList<Finding> Run(IServiceProvider services)
    {
        var ways = services.GetRequiredService<SignInWays>();
        var options = services.GetRequiredService<IOptions<ConsoleOptions>>().Value;
        var address = services.GetRequiredService<PublicAddress>();
        var token = services.GetRequiredService<IOptions<OperationsOptions>>().Value.Token;
        List<Finding> found = [];
        found.Add(Finding.Ok("pages", ways.Summary));
        var secrets = services.GetRequiredService<ProtectionSecrets>();
        found.Add(
            secrets.IsOn
                ? Finding.Ok("encryption", secrets.Summary)
                : new(
                    Level.Warn,
                    "encryption",
                    secrets.Summary,
                    "Make one with openssl rand -hex 32, keep it outside the database, and give it to every replica."
                )
        );
        if (ways.HasKey && KeyHash.Parse(options.Password) is null)
        {
            found.Add(
                new(
                    Level.Warn,
                    "pages",
                    "Console:Password stands in the settings as it is.",
                    "Keep its hash there instead: escalationbot console-key --own"
                )
            );
        }

        if (!ways.HasPlayground && !address.IsHttps)
        {
            found.Add(
                new(
                    Level.Warn,
                    "pages",
                    "Console:Url is not an https address: cookies are marked Secure only where a trusted proxy says https.",
                    "Set Console:Url to the address that browsers use, and Proxies:Trusted to the proxy's."
                )
            );
        }

        if (token.Length is > 0 and < ShortToken)
        {
            found.Add(
                new(
                    Level.Warn,
                    "operations",
                    $"Operations:Token has only {token.Length} characters.",
                    "Make a longer one: openssl rand -hex 24"
                )
            );
        }

        return found;
    }
}
