using EscalationBot.Core.Cases;
using EscalationBot.Core.Organisation.People;

namespace EscalationBot.Bot.Hosting.SignIn;

/// <summary>Who is at the pages.</summary>
internal abstract record Visitor
{
    private Visitor() { }

    /// <summary>Their role sees the console.</summary>
    public abstract bool SeesConsole { get; }

    /// <summary>Their role sees what managers see.</summary>
    public bool SeesAll => this is not Person person || person.Colleague.Is(Roles.Manager);

    /// <summary>Who it is in the audit.</summary>
    public AuditActor Actor => this is Person person ? AuditActor.Of(person.Colleague.Email) : AuditActor.Operator;

    /// <summary>This machine's playground: nobody signed in, and everybody can be played.</summary>
    public sealed record Player : Visitor
    {
        public override bool SeesConsole => true;
    }

    /// <summary>Whoever came in by the emergency key: sees the whole console, and is nobody in the chat.</summary>
    public sealed record Operator : Visitor
    {
        public override bool SeesConsole => true;
    }

    /// <summary>A person of organisation.yaml. They act as themselves, and see what their role and queues let them.</summary>
    public sealed record Person(Colleague Colleague) : Visitor
    {
        public override bool SeesConsole => Colleague.Is(Roles.Specialist | Roles.Manager);
    }
}

/// <summary>The listed person of an e-mail, as the organisation is now; null when nobody has it.</summary>
internal delegate Colleague? FindColleague(string email);

/// <summary>Tells who a request comes from. Asked at every request: whoever left the organisation is nobody from then on.</summary>
internal sealed class Visitors(SignInWays ways, FindColleague find)
{
    /// <summary>Null: somebody whom we do not know.</summary>
    public Visitor? Of(HttpContext http)
    {
        if (http.User.Identity?.IsAuthenticated != true)
        {
            return ways.HasPlayground && Loopback.Is(http) ? new Visitor.Player() : null;
        }

        if (http.User.FindFirst(SessionClaims.Way)?.Value == SignInWay.Key)
        {
            return new Visitor.Operator();
        }

        return http.User.FindFirst(SessionClaims.Email)?.Value is { Length: > 0 } email && find(email) is { } colleague
            ? new Visitor.Person(colleague)
            : null;
    }
}
