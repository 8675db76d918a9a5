using System.CommandLine.Parsing;
using System.Globalization;
using EscalationBot.Bot.Organisation;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Organisation.Files;
using Microsoft.Extensions.Options;

namespace EscalationBot.Bot.Commands;

/// <summary>Files that a verb reads and writes.</summary>
internal static class VerbFiles
{
    /// <summary>Runs what reads or writes files that were named on the command line; what the system refuses is wrong use.</summary>
    public static async Task WritingAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new WrongUseException(refused.Message);
        }
    }
}

/// <summary>The organisation as a verb needs it: read once.</summary>
internal static class VerbOrganisation
{
    /// <exception cref="WrongUseException">Its files have errors; all of them are told.</exception>
    public static OrganisationSnapshot Read(IServiceProvider services)
    {
        var folder = services.GetRequiredService<IOptions<OrganisationOptions>>().Value.Path;
        var reading = OrganisationFolder.Read(folder, services.GetRequiredService<TimeProvider>().GetUtcNow());
        StartupProblems.ThrowIfAny(
            [
                .. reading
                    .Problems.Where(problem => problem.Level == ProblemLevel.Error)
                    .Select(problem => Path.Combine(folder, problem.ToString())),
            ],
            "The organisation cannot be read"
        );
        return reading.Organisation!;
    }
}

/// <summary>Days on the command line.</summary>
internal static class VerbDates
{
    public static DateOnly? Day(ArgumentResult result)
    {
        if (DateOnly.TryParseExact(result.Tokens[0].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return day;
        }
        result.AddError($"{(result.Parent as OptionResult)?.Option.Name} {result.Tokens[0].Value}: write a day as 2026-11-23.");
        return null;
    }
}
