using System.Security.Cryptography;
using System.Text;
using EscalationBot.Bot.Hosting.SignIn;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace EscalationBot.Bot.Hosting.Access;

/// <summary>Somebody we know is there.</summary>
/// <param name="SeesConsole">And their role sees the console.</param>
/// <param name="SeesAll">And what managers see.</param>
internal sealed record VisitorRequirement(bool SeesConsole, bool SeesAll = false) : IAuthorizationRequirement;

/// <summary>Whoever runs the bot is there.</summary>
internal sealed record OperatorRequirement : IAuthorizationRequirement;

/// <summary>Decides <see cref="VisitorRequirement"/>.</summary>
internal sealed class VisitorHandler(Visitors visitors) : AuthorizationHandler<VisitorRequirement>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, VisitorRequirement requirement)
    {
        if (
            context.Resource is HttpContext http
            && visitors.Of(http) is { } visitor
            && (!requirement.SeesConsole || visitor.SeesConsole)
            && (!requirement.SeesAll || visitor.SeesAll)
        )
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }
}

/// <summary>Settings of those who watch the bot.</summary>
internal sealed class OperationsOptions
{
    /// <summary>Bearer token for <c>/metrics</c> and the whole of <c>/health/ready</c>; empty = this machine only.</summary>
    public string Token { get; set; } = "";
}

/// <summary>
/// Decides <see cref="OperatorRequirement"/>: this machine, the token in constant time, or a session of the emergency key.
/// </summary>
internal sealed class OperatorHandler(IOptions<OperationsOptions> options, Visitors visitors, OwnSite own)
    : AuthorizationHandler<OperatorRequirement>
{
    private const string Bearer = "Bearer ";

    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, OperatorRequirement requirement)
    {
        if (context.Resource is HttpContext http && (IsHere(http) || HasToken(http.Request) || visitors.Of(http) is Visitor.Operator))
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }

    /// <summary>A program of this machine, or a person at it: not a page of another site that is open in their browser.</summary>
    private bool IsHere(HttpContext http) => Loopback.Is(http) && own.Allows(http.Request, AccessGroup.Operator);

    private bool HasToken(HttpRequest request) =>
        options.Value.Token.Length > 0
        && request.Headers.Authorization is [{ } header]
        && header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
        && CryptographicOperations.FixedTimeEquals(Hash(header[Bearer.Length..].Trim()), Hash(options.Value.Token));

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
