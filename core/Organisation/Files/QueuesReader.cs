using EscalationBot.Core.Organisation.Calendar;

namespace EscalationBot.Core.Organisation.Files;

/// <summary>Reads <c>queues</c> with their service levels.</summary>
internal static class QueuesReader
{
    private const string Shape =
        "{ id: technical, title: Technical, place: \"slack:#specialists\", categories: [technical], default: true }";
    private const string LevelShape = "{ claim: 15m, update: 1d, resolve: 1d }";
    private static readonly string[] ClockWords = ["always", "hours"];

    /// <summary>The queues that could be read, with complete service levels.</summary>
    /// <param name="file">organisation.yaml.</param>
    /// <param name="onCall">Gets what they say of who is on call: the people are read later.</param>
    public static IReadOnlyList<Queue> Read(MapReader file, List<OnCallKeys> onCall)
    {
        file.Require("queues", $"[{Shape}]");
        var drafts = new List<Draft>();
        var queueOfCategory = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var map in file.Maps("queues", Shape))
        {
            ReadOne(map, drafts, queueOfCategory, onCall);
        }

        var defaults = drafts.Where(draft => draft.IsDefault).ToList();
        if (drafts.Count > 0 && defaults.Count == 0)
        {
            file.Error(
                file.LineOf("queues"),
                "No queue is the default, so nobody gets what no category covers.",
                "Write default: true at one queue."
            );
        }

        foreach (var draft in defaults.Skip(1))
        {
            file.Error(
                draft.Line,
                $"'{draft.Id}' is a second default queue (the first is '{defaults[0].Id}').",
                "Write default: true at one queue only."
            );
        }

        var fallback = defaults.Count > 0 ? Complete(defaults[0].Levels, ServiceLevels.Standard) : ServiceLevels.Standard;
        return
        [
            .. drafts.Select(draft => new Queue(
                draft.Id,
                draft.Title,
                draft.Place,
                draft.Categories,
                draft.IsDefault,
                Complete(draft.Levels, fallback)
            )
            {
                ResolveNeeds = draft.ResolveNeeds,
            }),
        ];
    }

    private static void ReadOne(MapReader map, List<Draft> drafts, Dictionary<string, string> queueOfCategory, List<OnCallKeys> onCall)
    {
        var id = map.Id();
        var title = map.Text("title");
        var place = map.Place("place", required: true);
        var isDefault = map.Flag("default") ?? false;
        var categories = new List<string>();
        foreach (var (category, line) in map.Texts("categories"))
        {
            if (!queueOfCategory.TryAdd(category, id ?? "?"))
            {
                map.Error(
                    line,
                    $"The category '{category}' is already in the queue '{queueOfCategory[category]}'.",
                    "A category belongs to one queue."
                );
                continue;
            }

            categories.Add(category);
        }

        map.Find(OnCallKeys.ListKey, "list of: e-mail address");
        var called = map.Texts(OnCallKeys.ListKey);
        map.Find(OnCallKeys.RotaKey, "calendar file");
        var needs = map.Known("resolve_needs", "part of a resolution", Queue.ResolveParts);
        var levels = ReadLevels(map);
        map.Finish();
        if (id is null)
        {
            return;
        }

        if (drafts.Exists(draft => draft.Id == id))
        {
            map.Error(map.LineOf("id"), $"A queue '{id}' stands above already.", "Give each queue its own id.");
            return;
        }

        onCall.Add(new(id, map, called));
        // A queue with a bad place still counts for references to it: one slip is told once.
        drafts.Add(
            new(id, title ?? id, place ?? new PlaceName("web:unknown", "web", "unknown"), categories, isDefault, levels, map.Line)
            {
                ResolveNeeds = needs,
            }
        );
    }

    private static Dictionary<string, DraftLevel> ReadLevels(MapReader map)
    {
        var read = new Dictionary<string, DraftLevel>(StringComparer.Ordinal);
        if (map.Map("service_levels", $"{{ p1: {LevelShape}, p2: {LevelShape} }}") is not { } levels)
        {
            return read;
        }

        foreach (var priority in Priorities.All)
        {
            if (levels.Map(priority, LevelShape) is { } level)
            {
                read[priority] = new(
                    level.Duration("claim"),
                    level.Duration("update"),
                    level.Duration("resolve"),
                    level.OneKnown("clock", "clock", ClockWords) switch
                    {
                        "always" => ServiceClock.Always,
                        "hours" => ServiceClock.Hours,
                        _ => null,
                    }
                );
                level.Finish();
            }
        }

        levels.Finish();
        return read;
    }

    private static ServiceLevels Complete(Dictionary<string, DraftLevel> levels, ServiceLevels fallback)
    {
        return new(For("p1"), For("p2"), For("p3"), For("p4"));

        ServiceLevel For(string priority)
        {
            var other = fallback.For(priority);
            var own = levels.GetValueOrDefault(priority);
            return new(own?.Claim ?? other.Claim, own?.Update ?? other.Update, own?.Resolve ?? other.Resolve)
            {
                Clock = own?.Clock ?? other.Clock,
            };
        }
    }

    private sealed record DraftLevel(BusinessTime? Claim, BusinessTime? Update, BusinessTime? Resolve, ServiceClock? Clock);

    private sealed record Draft(
        string Id,
        string Title,
        PlaceName Place,
        IReadOnlyList<string> Categories,
        bool IsDefault,
        Dictionary<string, DraftLevel> Levels,
        int Line
    )
    {
        public IReadOnlyList<string> ResolveNeeds { get; init; } = [];
    }
}
