using Microsoft.AspNetCore.Authorization;

namespace EscalationBot.Bot.Hosting.Access;

/// <summary>How addresses say who may call them.</summary>
internal static class AccessRules
{
    /// <summary>Policy of <see cref="AccessGroup.Page"/>.</summary>
    public const string Page = "page";

    /// <summary>Policy of pages that show work of others: specialists, managers, the emergency key.</summary>
    public const string Console = "console";

    /// <summary>Policy of pages for managers and the emergency key.</summary>
    public const string Managers = "managers";

    /// <summary>Policy of <see cref="AccessGroup.Operator"/>.</summary>
    public const string Operator = "operator";

    private static readonly string[] Reads = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Maps an address that is read: GET, and HEAD, which answers with the same headers.</summary>
    public static IEndpointConventionBuilder MapRead(this IEndpointRouteBuilder app, string pattern, RequestDelegate answer) =>
        app.MapMethods(pattern, Reads, answer);

    /// <summary>Puts an endpoint into a group and under its policy.</summary>
    public static T For<T>(this T endpoint, AccessGroup group, bool json = false)
        where T : IEndpointConventionBuilder
    {
        endpoint.WithMetadata(new Access(group, json));
        return group switch
        {
            AccessGroup.Page => endpoint.RequireAuthorization(Page),
            AccessGroup.Operator => endpoint.RequireAuthorization(Operator),
            // Their handlers decide: nothing to show, or proof in the request itself.
            _ => endpoint.AllowAnonymous(),
        };
    }

    /// <summary>Registers the policies. What has no policy is refused.</summary>
    public static void Add(AuthorizationOptions options)
    {
        options.AddPolicy(Page, policy => policy.AddRequirements(new VisitorRequirement(SeesConsole: false)));
        options.AddPolicy(Console, policy => policy.AddRequirements(new VisitorRequirement(SeesConsole: true)));
        options.AddPolicy(Managers, policy => policy.AddRequirements(new VisitorRequirement(SeesConsole: true, SeesAll: true)));
        options.AddPolicy(Operator, policy => policy.AddRequirements(new OperatorRequirement()));
        options.DefaultPolicy = new AuthorizationPolicyBuilder().AddRequirements(new VisitorRequirement(SeesConsole: false)).Build();
        // A path that is no address of ours (404), or not with this method (405), shows nothing. All else needs a policy of its own.
        options.FallbackPolicy = new AuthorizationPolicyBuilder()
            .RequireAssertion(context => context.Resource is HttpContext http && http.GetEndpoint() is not RouteEndpoint)
            .Build();
    }
}
