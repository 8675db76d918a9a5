using EscalationBot.Core.Organisation.Files;

namespace EscalationBot.Core.Knowledge.Articles.Import;

/// <summary><c>import markdown PATH</c>: one file, or every .md, .markdown and .mdx below a folder.</summary>
public static class MarkdownImport
{
    private const long LargestFile = 4 * 1024 * 1024;

    /// <summary>
    /// Reads the articles. A file that cannot be read as one is refused with its reason; a missing path throws
    /// <see cref="FileNotFoundException"/>.
    /// </summary>
    public static ImportedArticles Read(string path, DateTimeOffset now)
    {
        var folder = System.IO.Directory.Exists(path);
        if (!folder && !File.Exists(path))
        {
            throw new FileNotFoundException($"There is no file or folder {path}.", path);
        }
        var files = folder ? ArticleFiles.In(path, path) : Enumerable.Repeat(path, 1);
        var collected = new ImportCollector(path);
        foreach (var file in files)
        {
            var shown = folder ? Path.GetRelativePath(path, file).Replace('\\', '/') : file;
            // The path that the command names may be a link or a pipe; what lies in a folder is whoever's.
            if (folder && PlainFiles.Refusal(path, file) is var (what, fix))
            {
                collected.Refuse(shown, 0, what, fix);
                continue;
            }
            if (new FileInfo(file).Length > LargestFile)
            {
                collected.Refuse(shown, 0, "The file is larger than 4 MiB.", "Split it into several articles.");
                continue;
            }
            var reading = ArticleFiles.Read(shown, File.ReadAllText(file), now);
            collected.Add(reading.Article, reading.Problems, shown, 1);
        }
        return collected.Result();
    }
}
