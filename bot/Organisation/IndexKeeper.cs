using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Knowledge.Embeddings;
using EscalationBot.Core.Knowledge.Search;
using EscalationBot.Core.Store.Engine;

namespace EscalationBot.Bot.Organisation;

/// <summary>
/// Keeps the index of many articles in a file beside the SQLite database, so that the next start need not read them all again. Only speed
/// hangs on it: without the file, with a broken one, or where it cannot be written, the index is made from the articles. Called by one
/// loop.
/// </summary>
internal sealed partial class IndexKeeper(Database database, ILogger<IndexKeeper> log)
{
    // Fewer articles are read in less time than a person notices; encoding one takes as long as reading hundreds.
    private const int WorthIt = 5_000,
        WorthItEncoded = 100;
    private const double WorthSaving = 0.05;

    private int _unsaved;

    /// <summary>Where it is kept; null with PostgreSQL, whose replicas own no folder.</summary>
    private string? File => database.Engine is DatabaseEngine.Sqlite ? Path.ChangeExtension(database.Where, ".index") : null;

    /// <summary>The first index after a start.</summary>
    public SearchIndex Load(IReadOnlyList<Article> articles, ISentenceEncoder? encoder)
    {
        if (File is not { } file || !IsWorthIt(articles.Count, encoder))
        {
            return SearchIndex.Of(articles, encoder);
        }
        var load = SearchSnapshot.Load(file, articles, encoder);
        if (load.Why is { } why)
        {
            LogRebuilt(articles.Count, why);
        }
        _unsaved = load.Read;
        return load.Index;
    }

    /// <summary>Notes that so many articles of the index are other than in the file.</summary>
    public void Changed(int articles) => _unsaved += articles;

    /// <summary>Writes the file when it has become too old to help much.</summary>
    public void Save(SearchIndex index, ISentenceEncoder? encoder)
    {
        if (File is not { } file || _unsaved == 0 || !IsWorthIt(index.Count, encoder) || _unsaved < index.Count * WorthSaving)
        {
            return;
        }
        _unsaved = 0;
        try
        {
            SearchSnapshot.Save(file, index);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            // A full disk or a read-only folder costs time at the next start and nothing else.
            LogNotSaved(failed, file);
        }
    }

    private static bool IsWorthIt(int articles, ISentenceEncoder? encoder) => articles >= (encoder is null ? WorthIt : WorthItEncoded);

    [LoggerMessage(2021, LogLevel.Information, "The index of {Count} articles is made anew, its file is not used: {Why}")]
    private partial void LogRebuilt(int count, string why);

    [LoggerMessage(2022, LogLevel.Warning, "The index could not be kept in {File}; the next start makes it anew")]
    private partial void LogNotSaved(Exception failed, string file);
}
