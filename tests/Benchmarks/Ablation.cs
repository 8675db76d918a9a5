using System.Text;
using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Knowledge.Embeddings;
using EscalationBot.Core.Knowledge.Index;
using EscalationBot.Core.Knowledge.Search;
using EscalationBot.Core.Knowledge.Text;
using EscalationBot.Core.Triage.Evaluation;

namespace EscalationBot.Benchmarks;

/// <summary>
/// What each part of the engine brings: the same questions with that part taken away. Where the engine has no switch the data are changed
/// so that the part cannot act: a word that ends in a letter outside a to z is neither stemmed nor corrected, an article without a title
/// has no fields.
/// </summary>
internal static class Ablation
{
    private const string NoSuffix = "ж";
    private static readonly DateOnly Day = new(2026, 11, 2);

    public static void Print(IReadOnlyList<DataSet> sets, ISentenceEncoder? encoder)
    {
        FigureTable.PrintHead();
        FigureTable.PrintRow("everything", sets, set => TriageTable.Judge(set, null));
        FigureTable.PrintRow(
            "no stemming",
            sets,
            set => TriageTable.Judge(Changed(set, word => CommonWords.Contains(word) ? word : word + NoSuffix), null)
        );
        FigureTable.PrintRow(
            "no typing errors fixed",
            sets,
            set => TriageTable.Judge(Changed(set, word => CommonWords.Contains(word) ? word : Stem(word) + NoSuffix), null)
        );
        FigureTable.PrintRow(
            "no fields (title and tags in the body)",
            sets,
            set =>
                TriageTable.Judge(
                    set with
                    {
                        Articles =
                        [
                            .. set.Articles.Select(article => article with { Title = "", Body = $"{article.Title}\n{article.Body}" }),
                        ],
                    },
                    null
                )
        );
        FigureTable.PrintRow(
            "no lines, one run of text",
            sets,
            set =>
                TriageTable.Judge(
                    set with
                    {
                        Articles =
                        [
                            .. set.Articles.Select(article =>
                                article with
                                {
                                    Body = string.Join(' ', article.Body.Split('\n', StringSplitOptions.RemoveEmptyEntries)),
                                }
                            ),
                        ],
                    },
                    null
                )
        );
        FigureTable.PrintRow("only BM25 over fields", sets, set => Resort(set, null, evidence => evidence.Lexical));
        FigureTable.PrintRow("no passages", sets, set => Resort(set, null, evidence => evidence.Score - evidence.Passage));
        FigureTable.PrintRow("only passages", sets, set => Resort(set, null, evidence => evidence.Passage));
        // Half of each set's covered questions stand as confirmed ones; the other half is asked. Beside it the same half without the
        // teaching.
        FigureTable.PrintRow("half of the questions asked", sets, set => TriageTable.Judge(set.Half(taught: false), null));
        FigureTable.PrintRow("the same half, the other taught", sets, set => TriageTable.Judge(set.Half(taught: true), null));
        if (encoder is null)
        {
            return;
        }
        FigureTable.PrintRow("everything and the encoder", sets, set => TriageTable.Judge(set, encoder));
        FigureTable.PrintRow("only the encoder", sets, set => Resort(set, encoder, evidence => evidence.Closeness.Both));
    }

    /// <summary>Orders the candidates anew; says nothing of confidence.</summary>
    private static List<Outcome> Resort(DataSet set, ISentenceEncoder? encoder, Func<Evidence, float> score)
    {
        var index = SearchIndex.Of(set.Articles, encoder);
        return
        [
            .. set.Questions.Select(question =>
            {
                var hits = index.Search(new SearchQuery(question.Text, Audience.Internal, Day) { Tag = question.Company, Top = 24 }).Hits;
                return new Outcome(
                    question.InScope,
                    [.. hits.OrderByDescending(hit => score(hit.Evidence)).Select(hit => hit.Article.Id).Take(10)],
                    question.Grades,
                    double.NaN,
                    Answered: false
                );
            }),
        ];
    }

    private static DataSet Changed(DataSet set, Func<string, string> change) =>
        set with
        {
            Articles =
            [
                .. set.Articles.Select(article =>
                    article with
                    {
                        Title = Changed(article.Title, change),
                        Body = Changed(article.Body, change),
                    }
                ),
            ],
            Questions = [.. set.Questions.Select(question => question with { Text = Changed(question.Text, change) })],
        };

    /// <summary>Each run of letters from a to z that stands alone, folded and changed; identifiers stay.</summary>
    private static string Changed(string text, Func<string, string> change)
    {
        var changed = new StringBuilder(text.Length * 5 / 4);
        for (var at = 0; at < text.Length; )
        {
            var end = at;
            while (end < text.Length && char.IsAsciiLetter(text[end]))
            {
                end++;
            }
            var alone =
                end > at
                && (at == 0 || char.IsWhiteSpace(text[at - 1]))
                && (
                    end == text.Length
                    || !(
                        char.IsLetterOrDigit(text[end])
                        || text[end] is '-' or '_' or '\'' or '’' or '.' && end + 1 < text.Length && !char.IsWhiteSpace(text[end + 1])
                    )
                );
            if (alone)
            {
                changed.Append(change(text[at..end].ToLowerInvariant()));
            }
            else
            {
                changed.Append(text, at, Math.Max(1, end - at));
            }
            at = Math.Max(at + 1, end);
        }
        return changed.ToString();
    }

    private static string Stem(string word)
    {
        Span<char> letters = stackalloc char[word.Length + 4];
        word.CopyTo(letters);
        return letters[..Stemmer.Stem(letters, word.Length)].ToString();
    }
}
