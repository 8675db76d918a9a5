using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Knowledge.Index;
using EscalationBot.Core.Knowledge.Search;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Knowledge;

public sealed class CompoundsTests
{
    private static readonly string[] German =
    [
        "Die Adresse der Rechnung ändern|Unter Konto wird die Adresse der Rechnung geändert. Das ist nicht die Adresse der Lieferung.",
        "Die Adresse der Filiale ändern|Die Adresse der Filiale und ihre Öffnungszeiten ändert der Betreuer.",
        "Kennwortrichtlinie|Die Kennwortrichtlinie ist streng und gilt für alle.",
        "Zahlungserinnerung|Die Zahlungserinnerung geht nach 14 Tagen an den Kunden und ist kostenlos.",
        "Rechnung stornieren|Die Rechnung ist storniert und der Kunde informiert.",
        "Versand|Der Versand und die Lieferung dauern drei Tage.",
        "Kundenkonto sperren|Ein Konto ist gesperrt, und der Kunde wird informiert.",
        "Richtlinie zum Datenschutz|Die Richtlinie ist verbindlich und nicht verhandelbar. Das Kennwort ist geheim.",
    ];

    private static readonly string[] Dutch =
    [
        "Het adres van de factuur wijzigen|Het adres van een factuur staat bij het account en niet bij de bestelling.",
        "Het adres van het filiaal|Het adres van een filiaal wijzigt de beheerder.",
        "Betalingsherinnering|Een betalingsherinnering gaat na 14 dagen naar de klant.",
        "Een factuur annuleren|Het annuleren van een factuur is niet mogelijk.",
        "De betaling|Een betaling en een herinnering staan in het overzicht.",
    ];

    private static readonly string[] Swedish =
    [
        "Adress för faktura|En ny adress för faktura anges under konto och gäller inte att leverera till.",
        "Adress för kontor|En ny adress för kontor och att ändra den.",
        "Lösenordspolicy|En lösenordspolicy gäller och att byta är inte valfritt.",
        "Policy|En policy för lösenord och att följa den.",
    ];

    private static readonly string[] Danish =
    [
        "Adresse til faktura|Det er muligt og nemt: adresse til faktura findes under konto.",
        "Adresse til kontor|Det er adresse til kontor og ikke til levering.",
        "Betalingspåmindelse|Det er en betalingspåmindelse til kunden og ikke en betaling.",
        "Påmindelse|Det er en påmindelse og ikke det samme.",
    ];

    [Theory]
    [InlineData("Rechnungsadresse", "Die Adresse der Rechnung ändern")]
    [InlineData("Wo ändere ich die Rechnungsadresse?", "Die Adresse der Rechnung ändern")]
    [InlineData("RECHNUNGSADRESSEN", "Die Adresse der Rechnung ändern")]
    [InlineData("Filialadresse", "Die Adresse der Filiale ändern")]
    [InlineData("Richtlinie für das Kennwort", "Kennwortrichtlinie")]
    public void German_compounds_are_found_by_their_parts_and_by_themselves(string question, string first) =>
        First(German, question).ShouldBe(first);

    [Theory]
    [InlineData("factuuradres", "Het adres van de factuur wijzigen")]
    [InlineData("herinnering voor de betaling", "Betalingsherinnering")]
    public void So_are_Dutch_ones(string question, string first) => First(Dutch, question).ShouldBe(first);

    [Theory]
    [InlineData("fakturaadress", "Adress för faktura")]
    [InlineData("policy för lösenord", "Lösenordspolicy")]
    public void So_are_Swedish_ones(string question, string first) => First(Swedish, question).ShouldBe(first);

    [Theory]
    [InlineData("fakturaadresse", "Adresse til faktura")]
    [InlineData("påmindelse om betaling", "Betalingspåmindelse")]
    public void So_are_Danish_ones(string question, string first) => First(Danish, question).ShouldBe(first);

    [Fact]
    public void A_word_that_has_an_article_of_its_own_is_still_found_as_itself()
    {
        string[] both = [.. German, "Rechnungsadresse|Die Rechnungsadresse ist Teil des Vertrags und nicht frei."];
        First(both, "Rechnungsadresse").ShouldBe("Rechnungsadresse");
        Found(both, "Rechnungsadresse").ShouldContain("Die Adresse der Rechnung ändern");
        Found(both, "Adresse der Rechnung").ShouldContain("Rechnungsadresse");
    }

    [Fact]
    public void Three_parts_are_taken_apart_and_parts_that_stand_nowhere_alone_are_not()
    {
        string[] articles = [.. German, "Kunde|Der Kunde ist König und die Rechnung ist seine."];
        Found(articles, "Kundenrechnungsadresse").ShouldContain("Die Adresse der Rechnung ändern");
        Found(articles, "Kindergartenadresse").ShouldBeEmpty();
    }

    [Fact]
    public void Articles_in_a_language_without_such_words_know_none()
    {
        string[] english =
        [
            "Change the address of an invoice|The invoice address is under account and the address of the branch is not.",
            "Branches|A branch is closed on Sundays and the invoice is not sent.",
        ];
        Found(english, "invoiceaddress").ShouldBeEmpty();
        Found([.. english, "Vans|A van is booked by the branch; the van has an invoice.", "Book a van|A van is free."], "invoiceaddress")
            .ShouldBeEmpty();
        Found([.. english, .. OneMore], "invoiceaddress").ShouldNotBeEmpty();
    }

    private static readonly string[] OneMore = ["Hilfe|Die Hilfe ist da und der Kunde ist froh."];

    private static string First(string[] articles, string question) => Found(articles, question)[0];

    private static List<string> Found(string[] articles, string question) =>
        [
            .. SearchIndex
                .Of(articles.Select((text, i) => new Article($"a{i}", text.Split('|')[0], text.Split('|')[1], [])))
                .Search(new SearchQuery(question, Audience.Internal, new DateOnly(2026, 11, 2)))
                .Hits.Select(hit => hit.Article.Title),
        ];
}
