namespace EscalationBot.Core.Organisation.Files;

/// <summary>Reads <c>canary</c>, which may be absent. Whether there is such an article is known to who has the articles.</summary>
internal static class CanaryReader
{
    private const string Shape = "{ ask: \"How do I reset a password?\", expects: password-reset }";

    public static Canary? Read(MapReader file)
    {
        if (file.Map("canary", Shape) is not { } map)
        {
            return null;
        }

        var ask = map.Text("ask", "\"a question as people ask it\"", required: true);
        var expects = map.Text("expects", "the id of the article that answers it", required: true);
        map.Finish();
        return ask is null || expects is null ? null : new Canary(ask, expects.ToLowerInvariant(), map.LineOf("expects"));
    }
}
