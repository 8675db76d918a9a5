using System.Text.RegularExpressions;
using EscalationBot.Bot;
using EscalationBot.Core;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.House;

/// <summary>Names, lengths and things that do not belong into files.</summary>
public sealed partial class TidinessTests
{
    /// <summary>The formatter gives each argument of a long call its own line: 300 lines of thought are about so many of text.</summary>
    private const int LongFile = 380;

    /// <summary>A test file is one list of sentences about one thing.</summary>
    private const int LongTest = 460;

    /// <summary>Longer files, each with its reason.</summary>
    private static readonly Dictionary<string, string> LongFiles = new(StringComparer.Ordinal)
    {
        ["bot/wwwroot/app.css"] = "One style sheet for all pages: one request, and one place for colours and spacing.",
        ["bot/wwwroot/playground.js"] = "One page's behaviour in one file that the browser loads without a build step.",
        ["tests/Peers/slack/delivery.mjs"] = "Slack's side of one protocol, read beside Slack's documentation.",
    };

    private static readonly string[] EmptyNames =
    [
        "Service",
        "Services",
        "Helper",
        "Helpers",
        "Manager",
        "Managers",
        "Util",
        "Utils",
        "Utilities",
        "Common",
        "Misc",
        "Base",
        "Impl",
    ];

    [Fact]
    public void Long_files_have_a_reason()
    {
        var code = SourceTree.Files.Where(file => Path.GetExtension(file.Path) is ".cs" or ".razor" or ".mjs" or ".js" or ".css");
        code.Where(file =>
                file.Text.Count(c => c == '\n') > (file.Path.StartsWith("tests/", StringComparison.Ordinal) ? LongTest : LongFile)
                && !LongFiles.ContainsKey(file.Path)
            )
            .Select(file => $"{file.Path}: {file.Text.Count(c => c == '\n')} lines")
            .ShouldBeEmpty();
        LongFiles.Keys.Where(path => !File.Exists(Path.Combine(SourceTree.Root, path))).ShouldBeEmpty();
    }

    /// <summary>The formatter breaks lines; what it may not touch (texts in raw strings, addresses) is as long as it is.</summary>
    [Fact]
    public void Lines_of_code_have_at_most_140_columns()
    {
        var wrong = new List<string>();
        foreach (var (path, text) in SourceTree.Files.Where(file => Path.GetExtension(file.Path) == ".cs"))
        {
            var (number, isRaw) = (0, false);
            foreach (var line in text.Split('\n'))
            {
                number++;
                var marks = line.Split("\"\"\"").Length - 1;
                if (line.Length > 140 && !isRaw && marks == 0 && !LongText().IsMatch(line))
                {
                    wrong.Add($"{path}:{number}");
                }

                isRaw ^= marks % 2 == 1;
            }
        }

        wrong.ShouldBeEmpty();
    }

    /// <summary>One place knows what a character is: a text that is cut elsewhere ends in half an emoji.</summary>
    [Fact]
    public void Texts_are_shortened_in_one_place() =>
        SourceTree
            .Code("core")
            .Concat(SourceTree.Code("bot"))
            .Where(file => CutByHand().IsMatch(file.Text))
            .Select(file => file.Path)
            .ShouldBe(["core/Messages/ShortText.cs"]);

    [Fact]
    public void Names_say_the_job()
    {
        var folders = SourceTree
            .Files.Where(file => !file.Path.StartsWith("tests/Peers/", StringComparison.Ordinal))
            .SelectMany(file => file.Path.Split('/')[..^1])
            .Distinct(StringComparer.Ordinal);
        folders.Intersect(EmptyNames, StringComparer.OrdinalIgnoreCase).ShouldBeEmpty();
        var types = new[] { typeof(Ids).Assembly, typeof(BotSetup).Assembly }
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.Namespace?.StartsWith("EscalationBot", StringComparison.Ordinal) == true && !type.Name.Contains('<'));
        types
            .Where(type => EmptyNames.Any(name => type.Name.EndsWith(name, StringComparison.Ordinal)))
            .Select(type => type.FullName)
            .ShouldBeEmpty();
    }

    [Fact]
    public void The_top_level_holds_the_five_folders_and_build_files_only()
    {
        string[] allowed =
        [
            "bot",
            "core",
            "tests",
            "manifests",
            "infra",
            "EscalationBot.sln",
            "README.md",
            "LICENSE",
            "Directory.Build.props",
            "Directory.Packages.props",
            "BannedSymbols.txt",
            "global.json",
            ".editorconfig",
            ".csharpierrc",
            ".config",
            ".gitignore",
            ".gitattributes",
            ".ci",
            ".github",
            ".devcontainer",
            // Made by git, tools and tests, and ignored by git.
            ".git",
            "artifacts",
            "data",
            "TestResults",
            ".vs",
            ".idea",
        ];
        System
            .IO.Directory.EnumerateFileSystemEntries(SourceTree.Root)
            .Select(path => Path.GetFileName(path))
            .Except(allowed, StringComparer.Ordinal)
            .ShouldBeEmpty();
    }

    /// <summary>A clone must install from whatever registry its machine is set up for.</summary>
    [Fact]
    public void No_file_names_a_package_registry() =>
        SourceTree.Files.Where(file => RegistryHost().IsMatch(file.Text)).Select(file => file.Path).ShouldBeEmpty();

    [Fact]
    public void No_file_names_a_machine_or_holds_a_secret() =>
        SourceTree
            .Files.Where(file => MachinePath().IsMatch(file.Text) || Secret().IsMatch(file.Text))
            .Select(file => file.Path)
            .ShouldBeEmpty();

    /// <summary>Whoever looks for an event in the logs finds one place that writes it.</summary>
    [Fact]
    public void Every_log_event_has_a_number_of_its_own()
    {
        var numbers = SourceTree
            .Code("core")
            .Concat(SourceTree.Code("bot"))
            .SelectMany(file => LogEvent().Matches(file.Text).Select(match => (Number: match.Groups[1].Value, file.Path)))
            .ToList();
        numbers.ShouldNotBeEmpty();
        numbers
            .GroupBy(one => one.Number, StringComparer.Ordinal)
            .Where(group => group.Count() > 1)
            .Select(group => $"{group.Key}: {string.Join(", ", group.Select(one => one.Path))}")
            .ShouldBeEmpty();
    }

    [Fact]
    public void Switched_off_warnings_say_why()
    {
        var silent = SourceTree
            .Code("core")
            .Concat(SourceTree.Code("bot"))
            .SelectMany(file => Pragma().Matches(file.Text).Select(match => (file.Path, match.Value)))
            .Where(pragma => !pragma.Value.Contains("//", StringComparison.Ordinal));
        silent.ShouldBeEmpty();
    }

    /// <summary>The picture and the pages that documents point at exist.</summary>
    [Fact]
    public void Links_of_the_documents_lead_somewhere()
    {
        var wrong = new List<string>();
        foreach (
            var (path, text) in SourceTree.Files.Where(file =>
                file.Path.EndsWith(".md", StringComparison.Ordinal)
                && !file.Path.StartsWith("bot/Policies/sample/", StringComparison.Ordinal)
                && !file.Path.StartsWith("tests/Peers/cases/", StringComparison.Ordinal)
            )
        )
        {
            foreach (Match link in Link().Matches(text))
            {
                var target = link.Groups["target"].Value;
                if (
                    !target.StartsWith("http", StringComparison.Ordinal)
                    && !Path.Exists(Path.Combine(SourceTree.Root, Path.GetDirectoryName(path)!, target.Split('#')[0]))
                )
                {
                    wrong.Add($"{path}: {target}");
                }
            }
        }
        wrong.ShouldBeEmpty();
    }

    // Written in pieces, so that this file does not find itself.
    /// <summary>A line that is one text, or holds an address.</summary>
    [GeneratedRegex(@"^\s*[+?:(]?\s*[$@]?""|https://", RegexOptions.None, 1000)]
    private static partial Regex LongText();

    [GeneratedRegex(
        @"\b(registry\.[a-z]+js\.org|registry\.[a-z]+pkg\.com|api\.nu"
            + @"get\.org|npm\.pkg\.github|pkgs\.dev\.azure|artifac"
            + @"tory\.|files\.python"
            + @"hosted\.org)",
        RegexOptions.IgnoreCase,
        5000
    )]
    private static partial Regex RegistryHost();

    /// <summary>Home folders of people's machines.</summary>
    [GeneratedRegex(@"(^|[\s""'`(=])(/home/[a-z]+/|/Users/[A-Za-z]+/|[A-Z]:\\Users\\)", RegexOptions.Multiline, 5000)]
    private static partial Regex MachinePath();

    /// <summary>Tokens of Slack in their real length, private keys, client secrets of Entra.</summary>
    [GeneratedRegex(
        @"xox[bp]-\d{10,}-\d{10,}-\w{20,}|xapp-\d-[A-Z0-9]{9,}-\d{12,}-[0-9a-f]{60,}|BEGIN (RSA |EC )?PRIVATE KE" + "Y",
        RegexOptions.None,
        5000
    )]
    private static partial Regex Secret();

    [GeneratedRegex(
        @"(\[[^\[\]\n]*\.\.[^\n]*\]|\.AsSpan\(0, [^)\n]+\)|Substring\(0, [^)\n]+\))[.\w()]*(\s*\+|,)\s*""…""",
        RegexOptions.None,
        5000
    )]
    private static partial Regex CutByHand();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.None, 5000)]
    private static partial Regex Link();

    [GeneratedRegex(@"\[LoggerMessage\((\d+)", RegexOptions.None, 5000)]
    private static partial Regex LogEvent();

    [GeneratedRegex(@"^#pragma warning disable.*$", RegexOptions.Multiline, 5000)]
    private static partial Regex Pragma();
}
