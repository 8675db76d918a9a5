using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.House;

/// <summary>Rules of the code that security stands on, where one forgotten line would do harm: each is looked for in every file.</summary>
public sealed partial class SecurityRulesTests
{
    private static IEnumerable<(string Path, string Text)> Product => SourceTree.Code("core").Concat(SourceTree.Code("bot"));

    private static IEnumerable<(string Path, string Text)> Scripts =>
        SourceTree.Files.Where(file =>
            file.Path.StartsWith("bot/wwwroot/", StringComparison.Ordinal) && file.Path.EndsWith(".js", StringComparison.Ordinal)
        );

    private static string[] Where(IEnumerable<(string Path, string Text)> files, Regex rule) =>
        [.. files.Where(file => rule.IsMatch(file.Text)).Select(file => $"{file.Path}: {rule.Match(file.Text).Value}")];

    [Fact]
    public void Other_programs_are_started_by_one_file_with_a_list_of_arguments_and_never_through_a_shell()
    {
        Product.Where(file => Starting().IsMatch(file.Text)).Select(file => file.Path).ShouldBe(["bot/Commands/EncoderDownload.cs"]);
        var text = Product.Single(file => file.Path == "bot/Commands/EncoderDownload.cs").Text;
        text.ShouldContain("new ProcessStartInfo(command[0], command[1..])");
        text.ShouldContain("UseShellExecute = false");
    }

    [Fact]
    public void No_text_becomes_code() => Where(Product, DynamicCode()).Concat(Where(Scripts, DynamicScript())).ShouldBeEmpty();

    /// <summary>But for the keys of cookies, which ASP.NET's data protection wants as XML: they come from our own database.</summary>
    [Fact]
    public void No_XML_is_read_and_no_object_is_made_from_a_name_in_data() =>
        Where(Product.Where(file => file.Path != "bot/Hosting/SignIn/ProtectionKeys.cs"), XmlAndTypes()).ShouldBeEmpty();

    [Fact]
    public void No_weak_hash_cipher_or_padding_is_used() => Where(Product, WeakCryptography()).ShouldBeEmpty();

    /// <summary>
    /// Ids that nobody may guess come from the system's generator. The one other generator makes a calculation repeatable.
    /// </summary>
    [Fact]
    public void Nothing_secret_comes_from_a_generator_that_can_be_guessed() =>
        Product.Where(file => WeakRandom().IsMatch(file.Text)).Select(file => file.Path).ShouldBe(["core/Triage/Routing/LabelFit.cs"]);

    /// <summary>The one expression that is made at run time escapes the names it is made of.</summary>
    [Fact]
    public void Patterns_are_constants_or_escape_what_they_are_made_of()
    {
        Product
            .Where(file => file.Text.Contains("new Regex(", StringComparison.Ordinal))
            .Select(file => file.Path)
            .ShouldBe(["bot/Ai/Redaction.cs"]);
        // One that the organisation wrote cannot backtrack, whatever it is.
        Product
            .Where(file => file.Text.Contains("Regex Compile(", StringComparison.Ordinal))
            .ShouldHaveSingleItem()
            .Text.ShouldContain("RegexOptions.NonBacktracking");
        Product.Single(file => file.Path == "bot/Ai/Redaction.cs").Text.ShouldContain("Regex.Escape");
    }

    [Fact]
    public void No_request_to_the_outside_follows_a_redirect()
    {
        foreach (var (path, text) in Product.Where(file => file.Text.Contains("AddHttpClient(", StringComparison.Ordinal)))
        {
            text.ShouldMatch(@"AllowAutoRedirect\s*=\s*false", path);
        }
    }

    /// <summary>Words of people are put in as text; HTML comes from our own server alone, which escaped it.</summary>
    [Fact]
    public void Scripts_put_in_HTML_only_as_the_server_made_it()
    {
        var assigned = Scripts.SelectMany(file =>
            Html().Matches(file.Text).Select(match => $"{Path.GetFileName(file.Path)}: {match.Groups["value"].Value.Trim()}")
        );
        assigned.ShouldBeSubsetOf([
            "acting.js: before",
            "console.js: event.data",
            "playground.js: html",
            "playground.js: await answer.text()",
        ]);
        Where(Scripts, OtherHtml()).ShouldBeEmpty();
    }

    [Fact]
    public void The_browser_keeps_the_theme_drafts_and_how_many_messages_are_unread_and_nothing_else()
    {
        var keys = Scripts
            .SelectMany(file => Stored().Matches(file.Text).Select(match => match.Groups["key"].Value))
            .Distinct(StringComparer.Ordinal);
        keys.ShouldBe(["'theme'", "draftKey(form)", "unreadKey(column"], ignoreOrder: true);
        Where(Scripts, OtherStorage()).ShouldBeEmpty();
    }

    [Fact]
    public void Passwords_are_masked_and_may_be_pasted_and_filled_in()
    {
        var pages = SourceTree.Files.Where(file => file.Path.EndsWith(".razor", StringComparison.Ordinal)).ToList();
        foreach (Match input in pages.SelectMany(page => PasswordInput().Matches(page.Text)))
        {
            input.Value.ShouldContain("type=\"password\"");
            input.Value.ShouldContain("autocomplete=\"current-password\"");
            input.Value.ShouldNotContain("maxlength");
        }
        // The playground takes pasted files; the page for signing in does not load its script.
        Scripts
            .Where(file => file.Text.Contains("paste", StringComparison.OrdinalIgnoreCase))
            .Select(file => file.Path)
            .ShouldBe(["bot/wwwroot/playground.js"]);
        pages
            .Where(page => PasswordInput().IsMatch(page.Text))
            .ShouldAllBe(page => !page.Text.Contains("playground.js", StringComparison.Ordinal));
    }

    /// <summary>
    /// NuGet's audit fails a restore that uses a library with a known fault; the list of faults comes from the registry, so that a machine
    /// without a network cannot look. Nothing switches it off.
    /// </summary>
    [Fact]
    public void A_library_with_a_known_fault_fails_the_build_and_the_time_to_replace_it_is_stated()
    {
        var properties = File.ReadAllText(Path.Combine(SourceTree.Root, "Directory.Build.props"));
        properties.ShouldContain("<NuGetAudit>true</NuGetAudit>");
        properties.ShouldContain("<NuGetAuditMode>all</NuGetAuditMode>");
        properties.ShouldContain("<NuGetAuditLevel>low</NuGetAuditLevel>");
        properties.ShouldContain("<TreatWarningsAsErrors>true</TreatWarningsAsErrors>");
        SourceTree
            .Files.Where(file => Path.GetExtension(file.Path) is ".props" or ".csproj" or ".targets" or ".config")
            .Where(file => NoAudit().IsMatch(file.Text))
            .Select(file => file.Path)
            .ShouldBeEmpty();
        File.ReadAllText(Path.Combine(SourceTree.Root, ".github", "workflows", "ci.yml")).ShouldContain("schedule:");
        File.ReadAllText(Path.Combine(SourceTree.Root, ".github", "SECURITY.md")).ShouldMatch(@"\| critical .* \| 2 \|");
    }

    /// <summary>The image takes what it names, so no .git, test or deployment gets in.</summary>
    [Fact]
    public void The_image_holds_no_history_of_the_source()
    {
        var lines = File.ReadAllLines(Path.Combine(SourceTree.Root, "infra", "Dockerfile.dockerignore"));
        lines[0].ShouldBe("*");
        lines
            .Where(line => line.StartsWith('!'))
            .ShouldBe([
                "!global.json",
                "!Directory.Build.props",
                "!Directory.Packages.props",
                "!BannedSymbols.txt",
                "!.editorconfig",
                "!core",
                "!bot",
                "!manifests",
            ]);
    }

    [GeneratedRegex(@"\bProcess\.Start\(|\bnew ProcessStartInfo\(", RegexOptions.None, 5000)]
    private static partial Regex Starting();

    [GeneratedRegex(
        @"\bAssembly\.Load\w*\(|\bCSharpScript\b|\bDynamicMethod\b|\bActivator\.CreateInstance\b|\.Compile\(\)",
        RegexOptions.None,
        5000
    )]
    private static partial Regex DynamicCode();

    [GeneratedRegex(@"\beval\(|\bnew Function\(|\bset(Timeout|Interval)\(\s*['""`]|\bdocument\.write", RegexOptions.None, 5000)]
    private static partial Regex DynamicScript();

    [GeneratedRegex(
        @"\bXmlReader\b|\bXDocument\b|\bXElement\b|\bXmlDocument\b|\bXmlSerializer\b|\bBinaryFormatter\b|"
            + @"\bTypeNameHandling\b|\bType\.GetType\(",
        RegexOptions.None,
        5000
    )]
    private static partial Regex XmlAndTypes();

    [GeneratedRegex(
        @"\bMD5\b|\b(HMAC)?SHA1\b|\b(Triple)?DES\b|\bRC2\b|\bCipherMode\.(ECB|CBC)\b|\bRSAEncryptionPadding\.Pkcs1\b",
        RegexOptions.None,
        5000
    )]
    private static partial Regex WeakCryptography();

    [GeneratedRegex(@"\bnew Random\(|\bRandom\.Shared\b", RegexOptions.None, 5000)]
    private static partial Regex WeakRandom();

    [GeneratedRegex(@"\.innerHTML\s*=\s*(?<value>[^;\n]+);", RegexOptions.None, 5000)]
    private static partial Regex Html();

    [GeneratedRegex(@"\bouterHTML\s*=|\binsertAdjacentHTML\(|\bsrcdoc\b", RegexOptions.None, 5000)]
    private static partial Regex OtherHtml();

    [GeneratedRegex(@"\b(local|session)Storage\.setItem\((?<key>[^,]+),", RegexOptions.None, 5000)]
    private static partial Regex Stored();

    [GeneratedRegex(@"\bindexedDB\b|\bdocument\.cookie\b|\bcaches\.open\b", RegexOptions.None, 5000)]
    private static partial Regex OtherStorage();

    [GeneratedRegex(@"NU19\d\d|NuGetAuditSuppress|<NuGetAudit>false", RegexOptions.None, 5000)]
    private static partial Regex NoAudit();

    [GeneratedRegex(@"<input[^>]*password[^>]*>", RegexOptions.IgnoreCase, 5000)]
    private static partial Regex PasswordInput();
}
