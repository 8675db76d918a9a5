using System.Diagnostics.CodeAnalysis;

namespace EscalationBot.Bot.Ai;

/// <summary>What the model is asked for; a label in logs and metrics.</summary>
internal enum ModelUse
{
    /// <summary>Word an answer from passages.</summary>
    Answer,

    /// <summary>Say a question in other words, for the search.</summary>
    Rephrase,

    /// <summary>Draft a text that a person edits.</summary>
    Draft,

    /// <summary>Vectors of texts.</summary>
    Embed,

    /// <summary>The doctor's trial.</summary>
    Trial,
}

/// <summary>Why the model gave nothing.</summary>
internal enum ModelTrouble
{
    /// <summary>Today's tokens are used up.</summary>
    BudgetSpent,

    /// <summary>It failed so often that it is left alone for a while.</summary>
    CircuitOpen,

    /// <summary>It did not finish in time.</summary>
    TooSlow,

    /// <summary>No connection, or it broke off.</summary>
    Unreachable,

    /// <summary>401 or 403.</summary>
    KeyRefused,

    /// <summary>404: no such model, or a wrong path.</summary>
    NoSuchModel,

    /// <summary>429.</summary>
    Throttled,

    /// <summary>Another error of the endpoint, 5xx included.</summary>
    Failed,

    /// <summary>The endpoint's content filter, or the model itself, refused.</summary>
    Filtered,

    /// <summary>An answer that says nothing or cannot be read.</summary>
    Unreadable,
}

/// <summary>What came of a question to the model: expected failures are values.</summary>
internal abstract record ModelAnswer
{
    private ModelAnswer() { }

    /// <summary>It answered.</summary>
    /// <param name="Content">Its words, trimmed.</param>
    public sealed record Text(string Content) : ModelAnswer;

    /// <summary>It gave nothing.</summary>
    [SuppressMessage("Naming", "CA1716:Identifiers should not match keywords", Justification = "Not a keyword of C#.")]
    public sealed record Nothing(ModelTrouble Why) : ModelAnswer;
}

/// <summary>Sentences about troubles, for health and doctor.</summary>
internal static class ModelTroubles
{
    public static string Sentence(ModelTrouble why) =>
        why switch
        {
            ModelTrouble.BudgetSpent => "Today's tokens are used up (Ai:TokensPerDay).",
            ModelTrouble.CircuitOpen => "It failed several times and is left alone for half a minute.",
            ModelTrouble.TooSlow => "It did not answer in time.",
            ModelTrouble.Unreachable => "It cannot be reached.",
            ModelTrouble.KeyRefused => "It refuses the key or the identity (Ai:ApiKey, Ai:UseEntraId).",
            ModelTrouble.NoSuchModel => "It knows no such model or path (Ai:ChatModel, Ai:EmbeddingModel, Ai:Endpoint).",
            ModelTrouble.Throttled => "It asks for fewer calls (429).",
            ModelTrouble.Failed => "It answered with an error.",
            ModelTrouble.Filtered => "Its content filter refused.",
            ModelTrouble.Unreadable => "Its answer cannot be read.",
            _ => throw new System.Diagnostics.UnreachableException(),
        };
}
