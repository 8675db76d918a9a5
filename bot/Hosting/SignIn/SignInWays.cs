using Microsoft.Extensions.Options;

namespace EscalationBot.Bot.Hosting.SignIn;

/// <summary>Names of the ways in, as they stand in sessions.</summary>
internal static class SignInWay
{
    public const string Entra = "entra",
        Link = "link",
        Key = "key";
}

/// <summary>Which ways into the pages there are.</summary>
internal sealed class SignInWays(IOptions<ConsoleOptions> options, IConfiguration configuration, PublicAddress address)
{
    /// <summary>People sign in with their work account.</summary>
    public bool HasEntra => options.Value.Entra.IsOn;

    /// <summary>The emergency key.</summary>
    public bool HasKey => options.Value.Password.Length > 0;

    /// <summary>The bot can send a person a link: it is in a chat where people are proven, and knows its own address.</summary>
    public bool HasLinks => HasChat && address.Base is not null;

    /// <summary>
    /// On this machine everybody can be played without an account. As soon as people sign in, or the pages have a public address, this
    /// machine is no exception: a proxy that runs on it may look like it.
    /// </summary>
    public bool HasPlayground => !HasEntra && !HasKey && address.Given is not { IsLoopback: false };

    /// <summary>Who gets in, as a sentence.</summary>
    public string Summary
    {
        get
        {
            string[] names =
            [
                .. new[] { (HasEntra, "Entra ID"), (HasLinks, "links by chat"), (HasKey, "the emergency key") }
                    .Where(way => way.Item1)
                    .Select(way => way.Item2),
            ];
            var people = names.Length > 0 ? $"People sign in by {string.Join(", ", names)}." : "";
            return HasPlayground ? $"A playground for this machine, without an account. {people}".TrimEnd() : people;
        }
    }

    private bool HasChat => configuration["Slack:BotToken"] is { Length: > 0 } || configuration["Teams:AppId"] is { Length: > 0 };

    /// <summary>What is wrong with the settings together, one sentence for each.</summary>
    public IReadOnlyList<string> Problems()
    {
        try
        {
            return ProblemsTogether();
        }
        catch (OptionsValidationException)
        {
            // Each setting that cannot be read is told by itself.
            return [];
        }
    }

    private List<string> ProblemsTogether()
    {
        var open = Listen.Addresses(configuration).Where(one => !Listen.IsLoopback(one)).ToList();
        var problems = new List<string>();
        if (open.Count > 0 && !HasEntra && !HasKey && !(HasChat && address.Given is { IsLoopback: false }))
        {
            problems.Add(
                $"Urls: {string.Join(", ", open)} can be reached from other machines, and nobody could sign in to "
                    + $"the web pages. Set Console:Password (make one with: escalationbot console-key), or "
                    + $"Console:Entra:* "
                    + "for sign-in by Entra ID, or Console:Url with Slack or Teams for links that the bot sends; or "
                    + "listen on this machine only: --urls http://localhost:3978"
            );
        }

        if (HasEntra && address.Given is null && open.Count > 0)
        {
            problems.Add(
                "Console:Url is missing: the address that browsers use, like https://bot.example.com. Entra ID "
                    + "sends people back to {Console:Url}/signin-oidc."
            );
        }

        return problems;
    }
}
