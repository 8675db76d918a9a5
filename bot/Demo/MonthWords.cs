namespace EscalationBot.Bot.Demo;

/// <summary>What people of a played month write. Invented, in English.</summary>
internal static class MonthWords
{
    /// <summary>Stands in the words of restricted questions alone: whoever reads it reads such a case.</summary>
    public const string Secret = "zanzibar";

    private static readonly string[] Fixes =
    [
        "Renewed the certificate and sent the new metadata.",
        "Released the parked deliveries by hand.",
        "Split the export by month.",
        "Corrected the role of the group in Signpost.",
        "Booked a credit note and sent the corrected invoice.",
    ]; // csharpier-ignore
    private static readonly string[] Tells =
    [
        "It works again; please try once more and tell us if anything is left.",
        "The corrected invoice is in their mailbox.",
        "The setting was changed for them; it takes effect within the hour.",
        "Their export is ready under Exports.",
    ]; // csharpier-ignore
    private static readonly string[] Answers =
    [
        "Since this morning, about 9:40.",
        "Version 5.2.1, in the EU region.",
        "Two users, both with single sign-on.",
        "Invoice INV-20417.",
        "The message says 503.",
        "Yes, they tried in another browser as well.",
    ]; // csharpier-ignore
    private static readonly string[] Updates =
    [
        ">> We have reproduced it and are looking at the logs.",
        ">> Still on it: a colleague checks the gateway.",
        ">> We found the cause and are testing the fix.",
        ">> You will have it by tomorrow noon.",
        ">> We will send the corrected file within two days.",
    ]; // csharpier-ignore

    /// <summary>Nothing covers these.</summary>
    private static readonly string[] Uncovered =
    [
        "The Pippin tablets at {0} do not pair with the dock",
        "Can {0} print labels on the new Zebra printers?",
        "{0} wants to know whether we support carrier pigeons as a transport",
        "Does {0} get a discount on the training in Oslo?",
        "The parking permit of {0} for the user day is missing",
    ]; // csharpier-ignore

    /// <summary>Criteria send these to people at once; the first ones are restricted.</summary>
    private static readonly string[] Urgent =
    [
        "{0} thinks that an admin account was compromised, the word is " + Secret,
        "{0}: someone got into an account, they found " + Secret,
        "A patient of {0} wants all her data erased under GDPR, file " + Secret,
        "{0} gets 503 from the gateway",
        "Production is down at {0} since 9:40",
        "{0} disputes the seats of the third workspace, invoice INV-20417",
        "{0} asks for a service credit of 1,200 EUR for the outage",
        "The lawyer of {0} will call us tomorrow",
        "{0} are furious, this is unacceptable and they have had enough",
        "400 documents of {0} disappeared over night",
    ]; // csharpier-ignore
    private static readonly string[] Asides =
    [
        "thanks!",
        "it still doesn't work",
        "any news?",
        "my cases",
        "help",
        "ok",
        "and for admins?",
        "may I credit {0} 40 EUR?",
        "digest",
    ]; // csharpier-ignore

    /// <summary>Something for a field of a form.</summary>
    public static string For(string field, Seeded luck) =>
        field switch
        {
            "fix" => luck.One(Fixes),
            "tell" => luck.One(Tells),
            "cause" => "A setting that an update had changed.",
            "ruled_out" => "Network and browser.",
            "credit_amount" => luck.One(["20", "45", "180", "600", "1200"]),
            "tried" => "Restarted, tried another browser.",
            "number" => "ESC-1001",
            _ => luck.One(Answers),
        };

    /// <summary>What a specialist sends over to the rep.</summary>
    public static string Update(Seeded luck) => luck.One(Updates);

    /// <summary>A fact that somebody asked for.</summary>
    public static string Answer(Seeded luck) => luck.One(Answers);

    /// <summary>What somebody says after an answer.</summary>
    public static string Aside(string account, Seeded luck) => Name(luck.One(Asides), account);

    /// <summary>A question: mostly one that an article covers.</summary>
    public static string Question(string account, IReadOnlyList<string> titles, Seeded luck)
    {
        var kind = luck.Share();
        return kind switch
        {
            < 0.62 => luck.Below(3) switch
            {
                0 => $"{account}: {luck.One(titles)}",
                1 => $"{account} asks: {luck.One(titles).ToLowerInvariant()}?",
                _ => luck.One(titles),
            },
            < 0.80 => Name(luck.One(Uncovered), account),
            < 0.90 => Name(luck.One(Urgent), account),
            _ => $"{account} cannot find {luck.One(titles).Split(' ')[^1]}, and something about {luck.One(titles).ToLowerInvariant()}",
        };
    }

    private static string Name(string text, string account) => text.Replace("{0}", account, StringComparison.Ordinal);
}
