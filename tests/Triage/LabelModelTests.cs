using EscalationBot.Core.Triage;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Triage;

public sealed class LabelModelTests
{
    private static readonly (string Text, string Label)[] Past =
    [
        ("the printer on floor two jams", "hardware"), ("new laptop for a colleague", "hardware"), ("the screen flickers", "hardware"),
        ("invoice shows the wrong amount", "billing"), ("please send the invoice of May again", "billing"), ("we were charged twice", "billing"),
        ("cannot sign in after the password change", "access"), ("sign in loops back to the login page", "access"), ("locked out of the account", "access"),
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
    public void Unknown_words_leave_every_label_possible(string text) => LabelModel.Train(Past)!.Guess(text).ShouldAllBe(guess => guess.Probability < 0.5);

    [Fact]
    public void One_label_alone_teaches_nothing()
    {
        LabelModel.Train([("a", "x"), ("b", "x")]).ShouldBeNull();
        LabelModel.Train([]).ShouldBeNull();
    }

    [Fact]
    public void Training_is_repeatable() => LabelModel.Train(Past)!.Guess("invoice for a laptop").ShouldBe(LabelModel.Train(Past)!.Guess("invoice for a laptop"));
}
