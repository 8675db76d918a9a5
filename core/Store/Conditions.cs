using System.Globalization;

namespace EscalationBot.Core.Store;

/// <summary>Builds a WHERE from conditions that may be absent; values never become part of the text.</summary>
internal sealed class Conditions
{
    private readonly List<string> parts = [];
    private readonly List<object?> values = [];

    public static (string Where, object?[] Values) Of(CaseFilter filter)
    {
        var conditions = new Conditions();
        conditions.In("state", filter.States?.Select(Stored.Name).ToList());
        conditions.In("queue", filter.Queues);
        conditions.When("owner_email =", filter.Owner);
        conditions.When("account =", filter.Account);
        conditions.When("category =", filter.Category);
        conditions.When("created_at >=", filter.Since);
        conditions.When("created_at <", filter.Before);
        return (conditions.parts.Count == 0 ? "" : "WHERE " + string.Join(" AND ", conditions.parts), [.. conditions.values]);
    }

    private void When(string comparison, object? value)
    {
        if (value is not null) parts.Add($"{comparison} {Place(value)}");
    }

    private void In(string column, IReadOnlyCollection<string>? wanted)
    {
        if (wanted is null) return;
        parts.Add(wanted.Count == 0 ? "1 = 0" : $"{column} IN ({string.Join(", ", wanted.Select(Place))})");
    }

    private string Place(object value)
    {
        values.Add(value);
        return "@v" + values.Count.ToString(CultureInfo.InvariantCulture);
    }
}
