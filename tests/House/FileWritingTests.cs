using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.House;

/// <summary>Every file and folder is made by <c>PrivateFiles</c>, so that none can be forgotten.</summary>
public sealed partial class FileWritingTests
{
    /// <summary>Files that make some otherwise, with the reason.</summary>
    private static readonly Dictionary<string, string> Exceptions = new(StringComparer.Ordinal)
    {
        ["core/Privacy/PrivateFiles.cs"] = "The one place.",
        ["bot/Commands/EncoderCommand.cs"] = "Scratch folders below one that the system makes for us alone.",
        ["bot/Commands/EncoderDownload.cs"] = "The same.",
    };

    [Fact]
    public void Files_and_folders_are_made_closed_to_others() =>
        SourceTree
            .Code("core")
            .Concat(SourceTree.Code("bot"))
            .Where(file => !Exceptions.ContainsKey(file.Path) && Making().IsMatch(file.Text))
            .Select(file => $"{file.Path}: {Making().Match(file.Text).Value}")
            .ShouldBeEmpty();

    [GeneratedRegex(
        @"\bFile\.(Create|CreateText|WriteAll\w+|AppendAll\w+|AppendText|OpenWrite|Copy|Replace)\(|"
            + @"\bDirectory\.CreateDirectory\(|\bnew StreamWriter\((Path|path|file|""|\w+\.FullName)|\bnew "
            + @"FileStream\([^;]*FileMode\.(Create|CreateNew|OpenOrCreate|Append)\b|"
            + @"\bFile\.Open\([^;]*FileMode\.(Create|CreateNew|OpenOrCreate|Append)\b",
        RegexOptions.None,
        5000
    )]
    private static partial Regex Making();
}
