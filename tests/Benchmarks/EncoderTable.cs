using System.Diagnostics;
using System.Globalization;
using EscalationBot.Core.Knowledge.Embeddings;

namespace EscalationBot.Benchmarks;

/// <summary>
/// How long the sentence encoder takes for a text on one core, by its length, and a sum over its vectors: the same before and after a
/// change that is about speed alone.
/// </summary>
internal static class EncoderTable
{
    private static readonly string[] Texts =
    [
        "reset password",
        "how do I reset my password?",
        "The client cannot export more than ten thousand rows since yesterday, what can we do about it?",
        string.Join(' ', Enumerable.Repeat("export rows as a file", 40)),
    ];

    public static void Print(ISentenceEncoder encoder)
    {
        if (OperatingSystem.IsLinux() || OperatingSystem.IsWindows())
        {
            Process.GetCurrentProcess().ProcessorAffinity = 1;
        }
        for (var i = 0; i < 60; i++)
        {
            foreach (var text in Texts)
            {
                encoder.Encode(text);
            }
        }
        foreach (var text in Texts)
        {
            var took = Enumerable.Range(0, 60).Select(_ => Time(() => encoder.Encode(text))).Order().ToList();
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{text.Split(' ').Length} words: best {took[0]:0.00} ms, p50 {took[30]:0.00} ms; sum {encoder.Encode(text).Sum():R}"
                )
            );
        }
    }

    private static double Time(Action act)
    {
        var from = Stopwatch.GetTimestamp();
        act();
        return Stopwatch.GetElapsedTime(from).TotalMilliseconds;
    }
}
