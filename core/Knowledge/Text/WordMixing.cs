namespace EscalationBot.Core.Knowledge.Text;

/// <summary>By what words are spread over the slots of a table.</summary>
internal static class WordMixing
{
    /// <summary>2^64 divided by the golden ratio: Fibonacci hashing.</summary>
    public const ulong Mixer = 0x9E3779B97F4A7C15;

    /// <summary>Random per process, so that nobody can write an article whose words all fall into one slot.</summary>
    public static readonly ulong Seed = (uint)string.GetHashCode("words", StringComparison.Ordinal);
}
