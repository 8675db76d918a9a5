using EscalationBot.Core.Triage.Routing;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Triage;

public sealed class LabelModelTests
{
    private static readonly (string Text, string Label)[] Past =
    [
        ("the printer on floor two jams", "hardware"),
        ("new laptop for a colleague", "hardware"),
        ("the screen flickers", "hardware"),
        ("invoice shows the wrong amount", "billing"),
        ("please send the invoice of May again", "billing"),
        ("we were charged twice", "billing"),
        ("cannot sign in after the password change", "access"),
        ("sign in loops back to the login page", "access"),
        ("locked out of the account", "access"),
    ];

    [Theory]
    [InlineData("the invoice amount is wrong", "billing")]
    [InlineData("printers jam all day", "hardware")]
    [InlineData("a colleague cannot sign in", "access")]
    public void A_new_text_gets_the_label_of_texts_like_it(string text, string label)
    {
        var guesses = LabelModel.Train(Past)!.Guess(text);
        guesses[0].Label.ShouldBe(label);
        guesses.Sum(guess => guess.Probability).ShouldBe(1, 1e-4);
    }

    [Theory]
    [InlineData("")]
    [InlineData("🙂")]
    [InlineData("xyzzy plugh")]
    public void Unknown_words_leave_every_label_possible(string text) =>
        LabelModel.Train(Past)!.Guess(text).ShouldAllBe(guess => guess.Probability < 0.5);

    [Fact]
    public void One_label_alone_teaches_nothing()
    {
        LabelModel.Train([("a", "x"), ("b", "x")]).ShouldBeNull();
        LabelModel.Train([]).ShouldBeNull();
    }

    [Fact]
    public void Of_more_labels_than_there_is_room_for_the_most_frequent_are_learned()
    {
        var past = Past.Append(("the invoice of June", "billing")).Append(("no sign in for a week", "access")).ToList();
        var model = LabelModel.Train(past, mostWeights: 2)!;
        model.Labels.ShouldBe(["access", "billing"]);
        model.Guess("the invoice amount is wrong")[0].Label.ShouldBe("billing");
        LabelModel.Train(past)!.Labels.ShouldBe(["access", "billing", "hardware"]);
    }

    [Fact]
    public void So_many_labels_are_learned_as_their_weights_have_room()
    {
        const int Labels = 300,
            MostWeights = 100_000;
        var past = Enumerable.Range(0, Labels * 2).Select(i => ($"thing{i % Labels} of kind{i}", $"l{i % Labels:000}")).ToList();
        var model = LabelModel.Train(past, MostWeights)!;
        model.Labels.Count.ShouldBeInRange(2, Labels - 1);
        model.Labels.ShouldBe(LabelModel.Train(past, MostWeights)!.Labels);
        LabelModel.Train(past)!.Labels.Count.ShouldBe(Labels);
    }

    [Fact]
    public void Training_is_repeatable() =>
        LabelModel.Train(Past)!.Guess("invoice for a laptop").ShouldBe(LabelModel.Train(Past)!.Guess("invoice for a laptop"));
}
