namespace EscalationBot.Core.Triage.Confidence;

/// <summary>
/// Exact bounds of a share that was counted (Clopper and Pearson 1934): they hold for any number of questions, however small.
/// </summary>
public static class ClopperPearson
{
    private const int Halvings = 50;

    /// <summary>The share lies below this with probability <paramref name="sureness"/>: one-sided. 1 when nothing was counted.</summary>
    public static double Upper(int hits, int all, double sureness = 0.95)
    {
        if (hits >= all)
        {
            return 1;
        }
        var (low, high) = ((double)hits / all, 1.0);
        for (var i = 0; i < Halvings; i++)
        {
            var middle = (low + high) / 2;
            if (AtMost(hits, all, middle) > 1 - sureness)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }
        return high;
    }

    /// <summary>The share lies above this with probability <paramref name="sureness"/>: one-sided. 0 when nothing was counted.</summary>
    public static double Lower(int hits, int all, double sureness = 0.95) => 1 - Upper(all - hits, all, sureness);

    /// <summary>Probability of at most so many hits when each has probability <paramref name="rate"/>.</summary>
    private static double AtMost(int hits, int all, double rate)
    {
        var term = all * Math.Log(1 - rate);
        var sum = Math.Exp(term);
        for (var k = 1; k <= hits; k++)
        {
            term += Math.Log((all - k + 1.0) / k) + Math.Log(rate / (1 - rate));
            sum += Math.Exp(term);
        }
        return sum;
    }
}
