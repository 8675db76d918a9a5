using System.Globalization;
using EscalationBot.Bot.Channels.WebChat.Protocol;
using EscalationBot.Bot.Hosting.Access;
using EscalationBot.Bot.Hosting.SignIn;
using Microsoft.AspNetCore.Authentication;

namespace EscalationBot.Bot.Pages;

/// <summary>
/// The addresses under which people sign in and out: by Entra ID, by a link that the bot sent them, by the emergency key.
/// </summary>
internal sealed partial class SignInPages(
    SignInWays ways,
    SignInSessions sessions,
    SignInLinks links,
    OperatorKey key,
    SignInPageSurroundings around
)
{
    public const string Path = "/login";

    private static readonly Uri Anywhere = new("http://here");

    private const int LongestForm = 16 * 1024;

    /// <summary>
    /// Browsers drop what they kept of our pages, in every tab (https://www.w3.org/TR/clear-site-data/). Cookies are taken away one by one
    /// instead: this would take those of other hosts of the same domain as well.
    /// </summary>
    private const string ForgetAll = "\"cache\", \"storage\"";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapRead(Path, http => Pages(http).ShowAsync(http, http.Request.Query["next"], refused: null, StatusCodes.Status200OK))
            .For(AccessGroup.Public);
        app.MapPost(Path, http => Pages(http).ByKeyAsync(http)).For(AccessGroup.Public);
        app.MapGet($"{Path}/entra", http => Pages(http).ByEntraAsync(http)).For(AccessGroup.Public);
        app.MapRead($"{SignInLinks.Path}/{{code}}", http => Pages(http).AskAsync(http)).For(AccessGroup.Public);
        app.MapPost(SignInLinks.Path, http => Pages(http).ByLinkAsync(http)).For(AccessGroup.Public);
        app.MapPost("/logout", http => Pages(http).OutAsync(http)).For(AccessGroup.Page);
    }

    /// <summary>The page with all ways that there are.</summary>
    public Task ShowAsync(HttpContext http, string? next, string? refused, int status)
    {
        if (status == StatusCodes.Status200OK && around.Visitors.Of(http) is { } visitor)
        {
            // Already in, or on the playground, which needs no account.
            http.Response.Headers.CacheControl = "no-store";
            http.Response.Redirect(next is null ? StartOf(visitor) : Local(next));
            return Task.CompletedTask;
        }

        if (refused is null && !ways.HasEntra && !ways.HasKey && !ways.HasLinks)
        {
            return around.Pages.WriteAsync<RefusedPage>(http, [], StatusCodes.Status403Forbidden);
        }

        return around.Pages.WriteAsync<LoginPage>(
            http,
            new()
            {
                [nameof(LoginPage.Page)] = around.Reader.Context(visitor: null) with { Directory = RefusedPage.Unknown.Directory },
                [nameof(LoginPage.Next)] = Local(next),
                [nameof(LoginPage.Failed)] = refused,
                [nameof(LoginPage.ByEntra)] = ways.HasEntra,
                [nameof(LoginPage.ByLink)] = ways.HasLinks,
                [nameof(LoginPage.ByKey)] = ways.HasKey,
            },
            status
        );
    }

    /// <summary>
    /// A path of ours, whatever the address bar held: "//host" and "/\host" lead elsewhere. What is judged is what the browser gets: taking
    /// the dots out of "/x/..//host" makes such an address of a harmless one.
    /// </summary>
    public static string Local(string? next) =>
        next is ['/', ..]
        && !next.Any(char.IsControl)
        && Uri.TryCreate(Anywhere, next, out var url)
        && url.Authority == Anywhere.Authority
        && url.Scheme == Anywhere.Scheme
        && url.UserInfo.Length == 0
        && IsPlain(url.AbsolutePath)
            ? url.PathAndQuery
            : "/";

    /// <summary>No page of ours has an empty step, a backslash or an encoded dot in its path.</summary>
    private static bool IsPlain(string path) =>
        path is ['/', ..]
        && !path.Contains("//", StringComparison.Ordinal)
        && !path.Contains('\\')
        && !path.Contains("%2e", StringComparison.OrdinalIgnoreCase)
        && !path.Contains("%5c", StringComparison.OrdinalIgnoreCase);

    /// <summary>Tells why somebody is not signed in.</summary>
    public async Task RefuseAsync(HttpContext http, SignInRefusal refusal)
    {
        await NoteAsync(http, refusal);
        await ShowAsync(http, next: null, around.Reader.Context(visitor: null).Words[refusal.Sentence], refusal.Status);
    }

    private async Task ByKeyAsync(HttpContext http)
    {
        if (await FormAsync(http) is not { } form)
        {
            return;
        }

        var address = http.Connection.RemoteIpAddress;
        if (around.Tries.Begin(address) is { } wait)
        {
            var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
            http.Response.Headers.RetryAfter = seconds;
            await ShowAsync(
                http,
                form["next"],
                around.Reader.Context(visitor: null).Words.Say("login_throttled", seconds),
                StatusCodes.Status429TooManyRequests
            );
            return;
        }

        if (!await key.IsRightAsync(form["password"].ToString(), http.RequestAborted))
        {
            await NoteAsync(http, new(SignInWay.Key, "login_wrong", StatusCodes.Status401Unauthorized));
            await ShowAsync(
                http,
                form["next"],
                around.Reader.Context(visitor: null).Words["login_wrong"],
                StatusCodes.Status401Unauthorized
            );
            return;
        }

        around.Tries.WasRight(address);
        await sessions.SignInAsync(http, SignInWay.Key, email: null);
        LogSignedIn(around.Logger, SignInWay.Key, address);
        Go(http, Local(form["next"]));
    }

    /// <summary>In the log and in the audit, where a thousand of one kind are one line and a count.</summary>
    private async Task NoteAsync(HttpContext http, SignInRefusal refusal)
    {
        var address = http.Connection.RemoteIpAddress;
        if (await around.Refusals.NoteAsync(refusal.Way, refusal.Sentence["login_".Length..], refusal.Who, address))
        {
            LogRefused(around.Logger, refusal.Way, refusal.Sentence, address);
        }
    }

    private async Task ByEntraAsync(HttpContext http)
    {
        if (!ways.HasEntra)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        try
        {
            await http.ChallengeAsync(EntraSignIn.Scheme, new() { RedirectUri = Local(http.Request.Query["next"]) });
        }
        catch (Exception unreachable) when (unreachable is InvalidOperationException or HttpRequestException or IOException)
        {
            LogUnreachable(around.Logger, unreachable);
            await RefuseAsync(http, new(SignInWay.Entra, "login_unreachable", StatusCodes.Status503ServiceUnavailable));
        }
    }

    /// <summary>
    /// Opening the link changes nothing, since chats open links for previews: it shows a button, and that sends the code in a form and uses
    /// it. The code stands in the path, so that it works where no script runs; a script takes it out of the address bar and the history.
    /// </summary>
    private async Task AskAsync(HttpContext http)
    {
        // The address holds the code while it can be used: it is handed to nobody.
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        var code = http.Request.RouteValues["code"] as string;
        if (await links.FindAsync(code, http.RequestAborted) is not { } email || around.Find(email) is not { } colleague)
        {
            await RefuseAsync(http, new(SignInWay.Link, "login_link_gone", StatusCodes.Status410Gone));
            return;
        }

        await around.Pages.WriteAsync<LinkPage>(
            http,
            new()
            {
                [nameof(LinkPage.Page)] = around.Reader.Context(visitor: null),
                [nameof(LinkPage.Name)] = colleague.Name,
                [nameof(LinkPage.Code)] = code,
            }
        );
    }

    private async Task ByLinkAsync(HttpContext http)
    {
        if (await FormAsync(http) is not { } form)
        {
            return;
        }

        if (await links.UseAsync(form["code"], http.RequestAborted) is not { } email || around.Find(email) is not { } colleague)
        {
            await RefuseAsync(http, new(SignInWay.Link, "login_link_gone", StatusCodes.Status410Gone));
            return;
        }

        await sessions.SignInAsync(http, SignInWay.Link, colleague.Email);
        LogSignedIn(around.Logger, SignInWay.Link, http.Connection.RemoteIpAddress);
        Go(http, StartOf(new Visitor.Person(colleague)));
    }

    private async Task OutAsync(HttpContext http)
    {
        await sessions.SignOutAsync(http);
        http.Response.Headers["Clear-Site-Data"] = ForgetAll;
        Go(http, Path);
    }

    private static async Task<IFormCollection?> FormAsync(HttpContext http)
    {
        if (http.Request.HasFormContentType && http.Request.ContentLength <= LongestForm)
        {
            return await http.Request.ReadFormAsync(http.RequestAborted);
        }

        await JsonBody.RefuseAsync(http, StatusCodes.Status400BadRequest, "Send the sign-in form.");
        return null;
    }

    private static string StartOf(Visitor visitor) => visitor.SeesConsole && visitor is not Visitor.Player ? "/console" : "/";

    private static void Go(HttpContext http, string path)
    {
        http.Response.StatusCode = StatusCodes.Status303SeeOther;
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.Location = path;
    }

    private static SignInPages Pages(HttpContext http) => http.RequestServices.GetRequiredService<SignInPages>();

    [LoggerMessage(1111, LogLevel.Warning, "A sign-in by {Way} from {Address} was refused: {Reason}")]
    private static partial void LogRefused(ILogger logger, string way, string reason, System.Net.IPAddress? address);

    [LoggerMessage(1112, LogLevel.Information, "Somebody signed in by {Way} from {Address}")]
    private static partial void LogSignedIn(ILogger logger, string way, System.Net.IPAddress? address);

    [LoggerMessage(1113, LogLevel.Warning, "Entra ID cannot be reached")]
    private static partial void LogUnreachable(ILogger logger, Exception error);
}

/// <summary>What the sign-in pages look at beside the ways in.</summary>
internal sealed record SignInPageSurroundings(
    Visitors Visitors,
    SignInTries Tries,
    SignInRefusals Refusals,
    FindColleague Find,
    PageRenderer Pages,
    PlaygroundReader Reader,
    ILogger<SignInPages> Logger
);
