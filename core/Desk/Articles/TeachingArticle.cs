using System.Text;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Desk.Texts;
using EscalationBot.Core.Organisation;
using EscalationBot.Core.Privacy;

namespace EscalationBot.Core.Desk.Articles;

/// <summary>
/// What a resolved case teaches, put together from the case alone: what was seen, how it was found out, what was ruled out, what fixed it,
/// and the words for clients. Nothing writes it but people: of their words the client's name and those of the people in the case are taken
/// out, since an article is read by everybody.
/// </summary>
internal sealed record TeachingArticle(string Title, string Symptoms, string Diagnosed, string RuledOut, string Fix, string ForClients)
{
    private const int LongestTitle = 120,
        LongestPart = 2900;

    /// <summary>A first version, for a person to correct.</summary>
    public static TeachingArticle Of(Case theCase, OrganisationSnapshot organisation, Words words)
    {
        var outcome = theCase.Resolution!;
        var plain = new Plain(theCase, organisation, words["article_client"], words["article_colleague"]);
        var question = plain.Of(theCase.Question);
        var facts = theCase.Facts.Where(fact => fact.Value.Length > 0).Select(fact => $"{fact.Label}: {plain.Of(fact.Value)}");
        var symptoms = string.Join('\n', facts.Prepend(question));
        return new(
            Messages.ShortText.Of(question.Split('\n')[0].Trim(), LongestTitle),
            Messages.ShortText.Of(symptoms, LongestPart),
            plain.Of(outcome.RootCause),
            plain.Of(outcome.RuledOut),
            plain.Of(outcome.Fix),
            plain.Of(outcome.TellClient)
        );
    }

    /// <summary>As Markdown; what was left empty has no heading.</summary>
    public string Body(Words words)
    {
        var body = new StringBuilder();
        foreach (
            var (heading, text) in new[]
            {
                ("article_symptoms", Symptoms),
                ("article_diagnosed", Diagnosed),
                ("article_ruled_out", RuledOut),
                ("article_fix", Fix),
                ("article_for_clients", ForClients),
            }
        )
        {
            if (text.Trim().Length > 0)
            {
                body.Append("## ").Append(words[heading]).Append("\n\n").Append(text.Trim()).Append("\n\n");
            }
        }

        return body.ToString().TrimEnd();
    }

    /// <summary>Takes names and secrets out of words of a case, as erasing takes out a person.</summary>
    private sealed class Plain(Case theCase, OrganisationSnapshot organisation, string client, string colleague)
    {
        private readonly ErasedPerson _clients = new(
            null,
            [],
            [.. organisation.Accounts.Select(account => account.Name).Where(name => Stands(theCase, name))],
            "",
            client
        );

        private readonly ErasedPerson _colleagues = new(
            null,
            [],
            [
                .. organisation
                    .People.Select(person => person.Name)
                    .Where(name => name.Contains(' ', StringComparison.Ordinal))
                    .Concat(
                        new[] { theCase.Rep, theCase.Owner, theCase.LastOwner, theCase.Resolution?.By }
                            .OfType<Party>()
                            .SelectMany(party => new[] { party.Name, party.Email })
                            .OfType<string>()
                    )
                    .Distinct(StringComparer.OrdinalIgnoreCase),
            ],
            "",
            colleague
        );

        public string Of(string text) => Masking.Mask(_colleagues.In(_clients.In(text, tookPart: true), tookPart: true)).Trim();

        private static bool Stands(Case theCase, string name) =>
            theCase
                .Facts.Select(fact => fact.Value)
                .Append(theCase.Question)
                .Append(theCase.Resolution!.Fix)
                .Append(theCase.Resolution.RootCause)
                .Append(theCase.Resolution.RuledOut)
                .Append(theCase.Resolution.TellClient)
                .Any(text => text.Contains(name, StringComparison.OrdinalIgnoreCase));
    }
}
