using CsCheck;
using EscalationBot.Core.Organisation.Agreements;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Organisation;

/// <summary>The files of what was agreed with clients.</summary>
public sealed class AgreementsFileTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);
    private readonly OrganisationFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData("accounts/acme/a.md", "## Seats\nTen.", 1, "from when it is in force")]
    [InlineData("accounts/acme/a.md", "---\ntitle: A\n---\n## Seats\nTen.", 2, "'from' is missing")]
    [InlineData("accounts/acme/a.md", "---\nfrom: 2026-01-01\n---\n## Seats\nTen.", 2, "'title' is missing")]
    [InlineData("accounts/acme/a.md", "---\ntitle: A\nfrom: soon\n---\n## Seats\nTen.", 3, "soon")]
    [InlineData("accounts/acme/a.md", "---\ntitle: A\nfrom: 2026-02-01\nto: 2026-01-01\n---\n## Seats\nTen.", 4, "ends before")]
    [InlineData("accounts/acme/a.md", "---\ntitle: A\nfrom: 2026-01-01\nform: b\n---\n## Seats\nTen.", 4, "form")]
    [InlineData(
        "accounts/acme/a.md",
        "---\ntitle: A\nfrom: 2026-01-01\namends: contarct\n---\n## Seats\nTen.",
        4,
        "no document 'contarct'"
    )]
    [InlineData("accounts/acme/a.md", "---\ntitle: A\nfrom: 2026-01-01\namends: a\n---\n## Seats\nTen.", 4, "cannot change itself")]
    [InlineData("accounts/acme/a.md", "---\ntitle: A\nfrom: 2026-01-01\n---\nTen seats.", 4, "no clause")]
    [InlineData("accounts/acme/a.md", "---\ntitle: A\nfrom: 2026-01-01\n---\n## Seats\n\n## Price\nTen.", 5, "no words")]
    [InlineData("accounts/acme/a.md", "---\ntitle: A\nfrom: 2026-01-01\n---\n## Seats\nTen.\n## seats\nSix.", 7, "stands here twice")]
    [InlineData("accounts/acmee/a.md", "---\ntitle: A\nfrom: 2026-01-01\n---\n## Seats\nTen.", 0, "No account has the id 'acmee'")]
    [InlineData("accounts/a.md", "---\ntitle: A\nfrom: 2026-01-01\n---\n## Seats\nTen.", 0, "is not read")]
    [InlineData("accounts/acme/a.md", "---\ntitle: [A\nfrom: 2026-01-01\n---\n## Seats\nTen.", 2, "no valid YAML")]
    public void What_is_wrong_is_told_with_its_line_and_what_to_do(string file, string text, int line, string what)
    {
        _fixture.Write(file, text);
        var problem = _fixture.Problems(Now).ShouldHaveSingleItem();
        problem.File.ShouldBe(file);
        problem.What.ShouldContain(what);
        problem.Fix.ShouldNotBeEmpty();
        if (what != "no valid YAML")
        {
            problem.Line.ShouldBe(line);
        }
    }

    [Fact]
    public void Documents_in_force_that_differ_are_a_warning_with_both_places()
    {
        _fixture.Write("accounts/acme/contract.md", "---\ntitle: Contract\nfrom: 2025-01-01\n---\n## Seats\nTen.\n\n## Price\n12 EUR");
        _fixture.Write("accounts/acme/letter.md", "---\ntitle: Letter\nfrom: 2026-01-01\n---\n## seats\nTwelve.\n## Price\n12  EUR\n");
        var problem = _fixture.Problems(Now).ShouldHaveSingleItem();
        (problem.File, problem.Line).ShouldBe(("accounts/acme/letter.md", 5));
        problem.What.ShouldContain("accounts/acme/contract.md, line 5");
        problem.Fix.ShouldContain("amends: contract");
        _fixture.Change("accounts/acme/letter.md", "from: 2026-01-01", "from: 2026-01-01\namends: contract");
        _fixture.Problems(Now).ShouldBeEmpty();
    }

    [Fact]
    public void A_document_that_is_changed_added_or_deleted_is_taken_over()
    {
        var live = new Core.Organisation.Files.LiveOrganisation(_fixture.Folder, _fixture.Read(), TimeProvider.System);
        live.Refresh();
        _fixture.Write("accounts/acme/contract.md", "---\ntitle: Contract\nfrom: 2025-01-01\n---\n## Seats\nTen.\n");
        live.Refresh().ShouldBeTrue();
        live.Current.Agreements.All.ShouldHaveSingleItem().Clauses.ShouldHaveSingleItem().Text.ShouldBe("Ten.");
        File.Delete(Path.Combine(_fixture.Folder, "accounts/acme/contract.md"));
        live.Refresh().ShouldBeTrue();
        live.Current.Agreements.All.ShouldBeEmpty();
    }

    /// <summary>
    /// Whatever the documents: what holds is in force on the day, is changed by nothing that is in force, and nothing holds only when
    /// no document that says something about it is in force.
    /// </summary>
    [Fact]
    public void What_holds_is_in_force_and_changed_by_nothing_that_is() =>
        Gen.Select(Gen.Int[0, 400], Gen.Int[-1, 200], Gen.Int[-1, 5], Gen.Int[0, 3])
            .Array[1, 6]
            .Select(Gen.Int[0, 500])
            .Sample(
                (drawn, day) =>
                {
                    var start = new DateOnly(2026, 1, 1);
                    // A document may change only earlier ones of the list: circles cannot be agreed.
                    Agreement[] documents =
                    [
                        .. drawn.Select(
                            (one, i) =>
                                new Agreement(
                                    "acme",
                                    $"d{i}",
                                    $"D{i}",
                                    start.AddDays(one.Item1),
                                    one.Item2 < 0 ? null : start.AddDays(one.Item1 + one.Item2),
                                    one.Item3 >= 0 && one.Item3 < i ? [$"d{one.Item3}"] : [],
                                    "",
                                    [new("Seats", ["Seats"], $"{one.Item4} seats", 1)]
                                )
                        ),
                    ];
                    var at = start.AddDays(day);
                    var state = AgreementSet.Of(documents).StateOf("acme", at).ShouldHaveSingleItem();
                    state.Timeline.Count.ShouldBe(documents.Length);
                    state.Timeline.Select(one => one.Document.From).ShouldBeInOrder();
                    state.Holding.ShouldAllBe(one => one.Document.IsInForce(at));
                    var inForce = documents.Where(one => one.IsInForce(at)).ToList();
                    (state.Holding.Count == 0).ShouldBe(inForce.Count == 0);
                    state.Holding.ShouldAllBe(one => !inForce.Exists(other => other.Amends.Contains(one.Document.Id)));
                    state.Holding.Select(one => one.Clause.Text).ShouldBeUnique();
                }
            );
}
