using System.Collections.Frozen;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation.Agreements;
using EscalationBot.Core.Organisation.Authority;
using EscalationBot.Core.Organisation.Calendar;
using EscalationBot.Core.Organisation.People;
using EscalationBot.Core.Organisation.Rota;

namespace EscalationBot.Core.Organisation;

/// <summary>Whose unrestricted cases a rep may read beside their own: <c>reps_see</c> of organisation.yaml.</summary>
public enum RepsSee
{
    /// <summary>Nobody else's.</summary>
    Own,

    /// <summary>Those in the queues that the rep has under <c>people</c>.</summary>
    Queue,

    /// <summary>Everybody's.</summary>
    All,
}

/// <summary>
/// Everything the organisation folder says except its articles: one consistent, immutable picture. A class and not a record, because its
/// indexes must not outlive a copy with other people.
/// </summary>
public sealed class OrganisationSnapshot(
    string name,
    string language,
    BusinessCalendar calendar,
    Askers askers,
    IReadOnlyList<Colleague> people,
    IReadOnlyList<Queue> queues,
    IReadOnlyList<DigestSchedule> digests,
    IReadOnlyList<Account> accounts,
    Intake intake,
    AuthorityMatrix authority,
    IReadOnlyList<Department> departments,
    CriteriaPolicy criteria,
    string version
)
{
    private readonly Dictionary<string, Colleague> _byEmail = people.ToDictionary(
        person => MailAddresses.Lower(person.Email),
        StringComparer.Ordinal
    );
    private readonly Dictionary<string, Queue> _byQueueId = queues.ToDictionary(queue => queue.Id, StringComparer.Ordinal);
    private readonly Dictionary<string, Account> _byAccountId = accounts.ToDictionary(
        account => account.Id,
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>As shown.</summary>
    public string Name { get; } = name;

    /// <summary>BCP 47 tag of the bot's texts.</summary>
    public string Language { get; } = language;

    /// <summary>Hours, holidays and time zone.</summary>
    public BusinessCalendar Calendar { get; } = calendar;

    /// <summary>Who may ask.</summary>
    public Askers Askers { get; } = askers;

    /// <summary>In file order; e-mails are unique and lower case.</summary>
    public IReadOnlyList<Colleague> People { get; } = people;

    /// <summary>In file order; exactly one is the default.</summary>
    public IReadOnlyList<Queue> Queues { get; } = queues;

    /// <summary>When digests are sent.</summary>
    public IReadOnlyList<DigestSchedule> Digests { get; } = digests;

    /// <summary>Clients, in file order.</summary>
    public IReadOnlyList<Account> Accounts { get; } = accounts;

    /// <summary>Facts to ask for.</summary>
    public Intake Intake { get; } = intake;

    /// <summary>Who may grant what.</summary>
    public AuthorityMatrix Authority { get; } = authority;

    /// <summary>Other teams.</summary>
    public IReadOnlyList<Department> Departments { get; } = departments;

    /// <summary>When a question goes to people, as written; <c>CriteriaSet.From</c> compiles it.</summary>
    public CriteriaPolicy Criteria { get; } = criteria;

    /// <summary>What people say and what articles say, in file order.</summary>
    public IReadOnlyList<SynonymGroup> Synonyms { get; init; } = [];

    /// <summary>To which words an article is the answer whatever the search finds, in file order.</summary>
    public IReadOnlyList<PinnedAnswer> Pinned { get; init; } = [];

    /// <summary>What was agreed with clients, from <c>accounts/ID/*.md</c>.</summary>
    public AgreementSet Agreements { get; init; } = AgreementSet.None;

    /// <summary>Whom to tell of a security problem (<c>mailto:</c> or <c>https:</c>); null = nobody is named.</summary>
    public Uri? SecurityContact { get; init; }

    /// <summary>Whom to ask about personal data (<c>mailto:</c> or <c>https:</c>); null = nobody is named.</summary>
    public Uri? PrivacyContact { get; init; }

    /// <summary>Where organisation.yaml names <see cref="Language"/>.</summary>
    public int LanguageLine { get; init; }

    /// <summary>Whose unrestricted cases a rep may read.</summary>
    public RepsSee RepsSee { get; init; }

    /// <summary>After so many business days of silence a case that waits for its rep is closed, its owner asked first; 0 = never.</summary>
    public int StaleAfter { get; init; } = UsualStaleAfter;

    /// <summary>See <see cref="StaleAfter"/>.</summary>
    public const int UsualStaleAfter = 5;

    /// <summary>Who is asked about an account when its case is made; null = accounts.csv alone says.</summary>
    public LiveAccountSource? LiveAccounts { get; init; }

    /// <summary>When reports look like one problem.</summary>
    public IncidentRule Incidents { get; init; } = new();

    /// <summary>
    /// By channel, the places of queues and departments where nobody but our own people reads, as the platform tells. Channels whose
    /// platform is not asked are not in it.
    /// </summary>
    public FrozenDictionary<string, FrozenSet<PlaceName>> OwnPlaces { get; private set; } =
        FrozenDictionary<string, FrozenSet<PlaceName>>.Empty;

    /// <summary>A queue or a department has its place there.</summary>
    /// <param name="channel">Name of the channel.</param>
    /// <param name="id">As in <see cref="PlaceName.Id"/>.</param>
    public bool HasPlace(string channel, string id) =>
        Queues
            .Select(queue => queue.Place)
            .Concat(Departments.Select(department => department.Place))
            .Any(place => place.Channel == channel && place.Id.Equals(id, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether guests or people of other organisations read there, or may, while their platform has not told.</summary>
    public bool IsReadByOutsiders(PlaceName place) => OwnPlaces.TryGetValue(place.Channel, out var own) && !own.Contains(place);

    /// <summary>The same organisation with <see cref="OwnPlaces"/> as platforms tell now.</summary>
    public OrganisationSnapshot WithOwnPlaces(FrozenDictionary<string, FrozenSet<PlaceName>> places)
    {
        if (places.Count == 0 && OwnPlaces.Count == 0)
        {
            return this;
        }
        var told = (OrganisationSnapshot)MemberwiseClone(); // the same people, so that its indexes stay true
        told.OwnPlaces = places;
        return told;
    }

    /// <summary>The question that the bot asks itself; null = it takes one of its own.</summary>
    public Canary? Canary { get; init; }

    /// <summary>First 12 hex digits of a SHA-256 over the files: changes when any of them does.</summary>
    public string Version { get; } = version;

    /// <summary>The queue of everything that no category claims.</summary>
    public Queue DefaultQueue { get; } = queues.Single(queue => queue.IsDefault);

    /// <summary>All categories that queues take, in file order.</summary>
    public IReadOnlyList<string> Categories { get; } = [.. queues.SelectMany(queue => queue.Categories)];

    /// <summary>The account tiers that organisation.yaml lists, lower case, in its order; empty = none are listed.</summary>
    public IReadOnlyList<string> Tiers { get; init; } = [];

    /// <summary>Categories of queues and of intake.yaml, each once, by name.</summary>
    public IReadOnlyList<string> AllCategories =>
        [.. Categories.Concat(Intake.ByCategory.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Who hears of a case first depends on how many people have: somebody has skills, languages or a limit.</summary>
    public bool CountsLoads { get; } =
        people.Any(person => person.Skills.Count > 0 || person.Languages.Count > 0 || person.MostOpen is not null);

    /// <summary>The listed person of an e-mail in any case, or null.</summary>
    public Colleague? FindPerson(string? email) => email is null ? null : _byEmail.GetValueOrDefault(MailAddresses.Lower(email.Trim()));

    /// <summary>The queue of an id, or null.</summary>
    public Queue? FindQueue(string? id) => id is null ? null : _byQueueId.GetValueOrDefault(id);

    /// <summary>The account of an id in any case, or null.</summary>
    public Account? FindAccount(string? id) => id is null ? null : _byAccountId.GetValueOrDefault(id);

    /// <summary>
    /// Where the clocks of an account's client are; null when nobody said, or when they always show what ours do.
    /// </summary>
    public TimeZoneInfo? ZoneOf(string? account) =>
        FindAccount(account)?.Zone is { } zone && !zone.HasSameRules(Calendar.Zone) ? zone : null;

    /// <summary>The department of an id, or null.</summary>
    public Department? FindDepartment(string? id) => Departments.FirstOrDefault(department => department.Id == id);

    /// <summary>The queue that takes a category; the default queue when none does or the category is unknown.</summary>
    public Queue QueueFor(string? category) =>
        Queues.FirstOrDefault(queue => category is not null && queue.Categories.Contains(category, StringComparer.Ordinal)) ?? DefaultQueue;

    /// <summary>
    /// As <see cref="QueueFor(string?)"/>; without a category the queue that is likely by itself, while there is such a queue.
    /// </summary>
    public Queue QueueFor(string? category, string? likely) => (category is null ? FindQueue(likely) : null) ?? QueueFor(category);

    /// <summary>People with that role in that queue, in file order.</summary>
    public IEnumerable<Colleague> With(Roles role, string queue) => People.Where(person => person.Is(role, queue));

    /// <summary>
    /// Who is on call for a queue, first one first: those whom its rota names now, then its <c>on_call</c>. Empty when it has neither.
    /// </summary>
    public IReadOnlyList<OnCallPerson> OnCall(string queue, DateTimeOffset now) =>
        FindQueue(queue) is not { } found
            ? []
            :
            [
                .. (found.Rota?.At(now) ?? [])
                    .Concat(found.OnCall.Select(email => new OnCallPerson(email, null)))
                    .DistinctBy(person => person.Email),
            ];

    /// <summary>The specialist of the queue who looks after the account, or null.</summary>
    public Colleague? SpecialistFor(string? accountId, string queue) =>
        accountId is null
            ? null
            : With(Roles.Specialist, queue).FirstOrDefault(person => person.Accounts.Contains(accountId, StringComparer.OrdinalIgnoreCase));
}
