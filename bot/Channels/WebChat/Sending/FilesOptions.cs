using EscalationBot.Core.Store.Engine;
using Microsoft.Extensions.Options;

namespace EscalationBot.Bot.Channels.WebChat.Sending;

/// <summary>Settings under <c>Files:</c>: what people attach in the web chat waits on disk until others have opened it.</summary>
internal sealed record FilesOptions
{
    /// <summary>
    /// The folder; empty = beside the SQLite database, with PostgreSQL <c>data/files</c> below the shell's directory. Replicas share one.
    /// </summary>
    public string Folder { get; init; } = "";

    /// <summary>After how many days a file is deleted. A file that was not sent goes after an hour.</summary>
    public int KeptDays { get; init; } = 7;

    /// <summary>Most megabytes of all files together; one person may use a quarter of them.</summary>
    public int Megabytes { get; init; } = 1024;

    /// <summary>Full path of the folder.</summary>
    public string PathFor(Database database) =>
        Path.GetFullPath(
            Folder.Length > 0 ? Folder
            : database.Engine is DatabaseEngine.Sqlite ? database.Where + ".files"
            : Path.Combine("data", "files")
        );

    internal sealed class Validation : IValidateOptions<FilesOptions>
    {
        public ValidateOptionsResult Validate(string? name, FilesOptions options)
        {
            List<string> wrong = [];
            if (options.KeptDays is < 1 or > 365)
            {
                wrong.Add("Files:KeptDays: write a number of days between 1 and 365.");
            }
            if (options.Megabytes is < 200 or > 1_000_000)
            {
                wrong.Add("Files:Megabytes: write a number between 200 (one person's four largest files) and 1000000.");
            }
            return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
        }
    }
}
