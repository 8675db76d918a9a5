using EscalationBot.Core.Messages;

namespace EscalationBot.Core.Organisation.Files;

/// <summary>Collects the problems of one folder, so that all of them are told at once.</summary>
internal sealed class ProblemList
{
    private readonly List<Problem> _problems = [];

    /// <summary>Notes the keys that are read; null = nobody asks.</summary>
    public KeyLog? Keys { get; init; }

    /// <summary>Whether the folder cannot be used.</summary>
    public bool HasErrors => _problems.Any(problem => problem.Level == ProblemLevel.Error);

    /// <summary>By file and line, organisation.yaml first.</summary>
    public IReadOnlyList<Problem> Sorted() =>
        [
            .. _problems
                .Distinct()
                .OrderBy(problem => problem.File != OrganisationFolder.MainFile)
                .ThenBy(problem => problem.File, StringComparer.Ordinal)
                .ThenBy(problem => problem.Line),
        ];

    /// <summary>Notes a problem.</summary>
    public void Add(Problem problem) => _problems.Add(problem);

    /// <summary>Notes an error.</summary>
    public void Error(string file, int line, string what, string fix) => _problems.Add(new(ProblemLevel.Error, file, line, what, fix));

    /// <summary>Notes a warning.</summary>
    public void Warn(string file, int line, string what, string fix) => _problems.Add(new(ProblemLevel.Warning, file, line, what, fix));
}
