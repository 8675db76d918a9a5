namespace EscalationBot.Bot.Organisation;

/// <summary>Settings under <c>Organisation:</c>.</summary>
internal sealed record OrganisationOptions
{
    /// <summary>
    /// The folder that holds organisation.yaml, relative to the folder the program was started in; empty = the sample organisation.
    /// </summary>
    public string Folder { get; init; } = "";

    /// <summary>The full path.</summary>
    public string Path => Folder.Length == 0 ? Sample : System.IO.Path.GetFullPath(Folder);

    /// <summary>The organisation that comes with the program.</summary>
    public static string Sample => System.IO.Path.Combine(AppContext.BaseDirectory, "Policies", "sample");
}
