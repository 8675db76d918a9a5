namespace EscalationBot.Bot.Demo;

/// <summary>
/// Numbers that look like chance and are the same for the same seed on every machine and runtime (SplitMix64). For plays alone, never for
/// anything that must not be guessed.
/// </summary>
internal sealed class Seeded(ulong seed)
{
    private ulong _state = seed;

    /// <summary>From 0 to just below 1.</summary>
    public double Share()
    {
        _state += 0x9E3779B97F4A7C15;
        var mixed = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return ((mixed ^ (mixed >> 31)) >> 11) * (1.0 / (1UL << 53));
    }

    /// <summary>True in so many of all cases, 0 to 1.</summary>
    public bool Happens(double share) => Share() < share;

    /// <summary>From 0 to just below a number.</summary>
    public int Below(int end) => (int)(Share() * end);

    /// <summary>One of several.</summary>
    public T One<T>(IReadOnlyList<T> of) => of[Below(of.Count)];

    /// <summary>A time between two of so many minutes; short ones are more frequent.</summary>
    public TimeSpan Minutes(double least, double most)
    {
        var share = Share();
        return TimeSpan.FromMinutes(least + ((most - least) * share * share));
    }

    /// <summary>One of several by weight; null when nothing has any, or when the weight of doing nothing wins.</summary>
    public T? Weighted<T>(IReadOnlyList<(T What, double Weight)> of, double nothing)
        where T : class
    {
        var at = Share() * (of.Sum(one => one.Weight) + nothing);
        foreach (var (what, weight) in of)
        {
            at -= weight;
            if (at < 0)
            {
                return what;
            }
        }

        return null;
    }
}
