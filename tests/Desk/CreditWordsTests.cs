using EscalationBot.Core.Desk.Credits;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Desk;

/// <summary>What is a question for permission, and what is a question for the articles.</summary>
public sealed class CreditWordsTests
{
    private static readonly string[] Actions = ["goodwill_credit", "service_credit", "payment_extension", "contract_amendment"];

    [Theory]
    [InlineData("may I credit Acme 40 EUR", "goodwill_credit service_credit", "40 EUR")]
    [InlineData("May I credit Acme €40?", "goodwill_credit service_credit", "40 EUR")]
    [InlineData("can we refund Granite Rail 200", "goodwill_credit service_credit", "200")]
    [InlineData("am I allowed to give Pippin a 100 EUR goodwill credit", "goodwill_credit", "100 EUR")]
    [InlineData("Hi! Acme was down all night. Can I give them a service credit of 1,200.50 EUR?", "service_credit", "1200.5 EUR")]
    [InlineData("could we please just reimburse Acme 75.50 euros?", "goodwill_credit service_credit", "75.5 EUR")]
    [InlineData("is it ok if I credit Acme 40 USD", "goodwill_credit service_credit", "40 USD")]
    [InlineData("is it okay to refund Acme 20 EUR for the outage?", "goodwill_credit service_credit", "20 EUR")]
    [InlineData("do I have the authority to credit Acme 300 EUR?", "goodwill_credit service_credit", "300 EUR")]
    [InlineData("how much may I credit Acme?", "goodwill_credit service_credit", null)]
    [InlineData("How much can we refund Acme", "goodwill_credit service_credit", null)]
    [InlineData("who can approve a 180 EUR goodwill credit for Acme?", "goodwill_credit", "180 EUR")]
    [InlineData("I need approval for a 180 EUR service credit for Acme", "service_credit", "180 EUR")]
    [InlineData("Acme asks whether we can credit them 40 EUR", "goodwill_credit service_credit", "40 EUR")]
    [InlineData("may we extend the payment of Acme for 900 EUR by 14 days?", "payment_extension", "900 EUR")]
    [InlineData("can I grant Acme a payment extension?", "payment_extension", null)]
    [InlineData("may I credit them for invoice 4711?", "goodwill_credit service_credit", null)]
    [InlineData("darf ich Acme 40 Euro gutschreiben?", "goodwill_credit service_credit", "40 EUR")]
    [InlineData("Dürfen wir Acme 200 EUR erstatten", "goodwill_credit service_credit", "200 EUR")]
    [InlineData("Wie viel darf ich Acme gutschreiben?", "goodwill_credit service_credit", null)]
    public void Asks_for_permission(string text, string actions, string? amount)
    {
        var ask = CreditWords
            .Find(text, Actions, text.Contains("Acme", StringComparison.Ordinal) || text.Contains("them", StringComparison.Ordinal))
            .ShouldNotBeNull();
        string.Join(' ', ask.Actions).ShouldBe(actions);
        (ask.Amount is { } number ? FormattableString.Invariant($"{number:0.##} {ask.Currency}").Trim() : null).ShouldBe(amount);
    }

    [Theory]
    [InlineData("may I give a goodwill credit?")]
    [InlineData("am I allowed to credit a client?")]
    [InlineData("may we issue service credits")]
    public void A_bare_question_for_permission_is_one_without_client_and_amount(string text) =>
        CreditWords.Find(text, Actions, namesAccount: false).ShouldNotBeNull().Amount.ShouldBeNull();

    [Theory]
    [InlineData("how do I credit an invoice?")]
    [InlineData("how can we refund a card payment of 200 EUR for Acme?")]
    [InlineData("where can I see the credit of 40 EUR for Acme?")]
    [InlineData("can we credit an invoice that was paid by card?")]
    [InlineData("can Acme get a refund for October?")]
    [InlineData("why may I not see the credit note of Acme?")]
    [InlineData("may I send Acme the credit note 4711?")]
    [InlineData("can I give Acme's new admin the credit card page?")]
    [InlineData("am I allowed to give Acme a copy of the contract?")]
    [InlineData("can we offer Acme a service window on Sunday?")]
    [InlineData("can we extend Acme's trial by 14 days?")]
    [InlineData("In May we credited Acme 40 EUR, where is it?")]
    [InlineData("which days count as an outage for a service credit?")]
    [InlineData("Acme wants 40 EUR back")]
    [InlineData("how are service credits calculated?")]
    [InlineData("can I export the credits of Acme as CSV?")]
    [InlineData("may I reset a password?")]
    [InlineData("what does the 500 EUR service credit of Acme cover?")]
    public void Is_a_question_for_the_articles(string text) =>
        CreditWords.Find(text, Actions, text.Contains("Acme", StringComparison.Ordinal)).ShouldBeNull();

    [Fact]
    public void An_organisation_with_a_refund_of_its_own_means_that_one() =>
        CreditWords
            .Find("can we refund Acme 20 EUR", ["service_credit", "card_refund"], namesAccount: true)!
            .Actions.ShouldBe(["card_refund"]);
}
