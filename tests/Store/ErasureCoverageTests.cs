using System.Text.Json;
using EscalationBot.Core.Cases;
using EscalationBot.Core.Messages;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;
using static EscalationBot.Tests.Support.TestDatabaseSamples;
using Case = EscalationBot.Core.Cases.Case;

namespace EscalationBot.Tests.Store;

/// <summary>Erasing and retention reach every text of every record, also those that nobody thought of.</summary>
public sealed class ErasureCoverageTests
{
    private const string Words = "said Zoe Quint <zoe@example.com>";
    private static readonly ErasedPerson Zoe = new("zoe@example.com", [new PersonKey("slack", "U1")], ["Zoe Quint"], "p-1", "(erased)");

    private static readonly JudgedParts Ids = new("answer", "technical", "p1", null);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Who_is_named_by_others_goes_out_of_every_text_of_a_case(bool tookPart) =>
        NamesIn(Text(WordsEverywhere.Of<Case>(Words).Without(Zoe, tookPart))).ShouldBeEmpty();

    [Fact]
    public void Who_is_named_by_others_goes_out_of_every_text_of_a_question_draft_incident_and_approval()
    {
        NamesIn(Text(WordsEverywhere.Of<AskedQuestion>(Words).Without(Zoe))).ShouldBeEmpty();
        NamesIn(Of(WordsEverywhere.Of<ArticleDraft>(Words).Without(Zoe))).ShouldBeEmpty();
        NamesIn(Of(WordsEverywhere.Of<Incident>(Words).Without(Zoe))).ShouldBeEmpty();
        NamesIn(Of(WordsEverywhere.Of<Approval>(Words).Without(Zoe))).ShouldBeEmpty();
        NamesIn(
                Of(
                    (
                        WordsEverywhere.Of<VerdictLabel>(Words) with
                        {
                            Was = Ids,
                            Right = Ids,
                            Queue = "",
                            About = "",
                            QuestionId = "",
                            CaseId = "",
                        }
                    ).Without(Zoe)
                )
            )
            .ShouldBeEmpty();
        NamesIn(Of((WordsEverywhere.Of<CriteriaChange>(Words) with { State = CriteriaChangeState.Draft, Base = "a hash" }).Without(Zoe)))
            .ShouldBeEmpty();
    }

    [Fact]
    public void A_question_that_names_somebody_in_one_of_its_texts_only_is_changed_too()
    {
        foreach (
            var asked in new[]
            {
                Question("q1") with
                {
                    SearchedAs = Words,
                },
                Question("q1") with
                {
                    Given = new Dictionary<string, string>(StringComparer.Ordinal) { ["contact"] = Words },
                },
            }
        )
        {
            NamesIn(Text(asked.Without(Zoe))).ShouldBeEmpty();
        }
    }

    [Fact]
    public void What_is_old_keeps_no_text_of_people()
    {
        NamesIn(Text(WordsEverywhere.Of<Case>(Words).WithoutPeople())).ShouldBeEmpty();
        NamesIn(Text(WordsEverywhere.Of<AskedQuestion>(Words).WithoutPeople())).ShouldBeEmpty();
        NamesIn(Of(WordsEverywhere.Of<ArticleDraft>(Words).WithoutPeople())).ShouldBeEmpty();
        NamesIn(Of(WordsEverywhere.Of<Incident>(Words).WithoutPeople())).ShouldBeEmpty();
        NamesIn(Of(WordsEverywhere.Of<Approval>(Words).WithoutPeople())).ShouldBeEmpty();
        NamesIn(
                Of(
                    (
                        WordsEverywhere.Of<CriteriaChange>(Words) with
                        {
                            State = CriteriaChangeState.RolledBack,
                            Base = "a hash",
                        }
                    ).WithoutPeople()
                )
            )
            .ShouldBeEmpty();
    }

    private static string Of<T>(T one) => JsonSerializer.Serialize(one);

    /// <summary>The members in which the name or the address stands.</summary>
    private static List<string> NamesIn(string json)
    {
        var found = new List<string>();
        Walk(JsonDocument.Parse(json).RootElement, "");
        return found;

        void Walk(JsonElement one, string path)
        {
            switch (one.ValueKind)
            {
                case JsonValueKind.Object:
                    foreach (var member in one.EnumerateObject())
                    {
                        Walk(member.Value, $"{path}.{member.Name}");
                    }

                    break;
                case JsonValueKind.Array:
                    foreach (var item in one.EnumerateArray())
                    {
                        Walk(item, path);
                    }

                    break;
                default:
                    if (one.ToString().Contains("Zoe", StringComparison.OrdinalIgnoreCase))
                    {
                        found.Add(path);
                    }

                    break;
            }
        }
    }
}
