using EscalationBot.Core.Knowledge.Articles;
using EscalationBot.Core.Knowledge.Index;
using EscalationBot.Core.Knowledge.Search;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Knowledge;

/// <summary>Words of other languages than English are found in whatever form they are written.</summary>
public sealed class InflectionsTests
{
    private static readonly string[] German =
    [
        "Rechnung stornieren|Eine Rechnung ist nicht zu ändern und wird storniert.",
        "Kündigung bestätigen|Die Kündigung ist schriftlich und wird vom Betreuer bestätigt.",
        "Passwort vergessen|Der Link ist nicht lange gültig und führt zur Seite, auf der das Passwort gesetzt wird.",
        "Zugang für ein Haus|Der Zugang zu einem Haus ist frei, und die Karte ist nicht nötig.",
        "Lieferung|Die Lieferung ist unterwegs und dauert drei Tage, nicht vier.",
    ];

    private static readonly string[] French =
    [
        "Annuler une facture|Dans les comptes, une facture est annulée par le service des ventes.",
        "Réinitialiser le mot de passe|Le lien est valable une heure dans les messages des utilisateurs.",
        "Abonnement|Un abonnement est renouvelé chaque année dans les conditions des offres.",
    ];

    private static readonly string[] Spanish =
    [
        "Cancelar una factura|Una factura del mes se puede cancelar en los ajustes de las cuentas.",
        "Contraseña olvidada|El enlace del correo puede usarse una vez para los usuarios.",
        "Pedido|Un pedido del cliente puede tardar; los plazos de las entregas son tres días.",
    ];

    private static readonly string[] Dutch =
    [
        "Factuur annuleren|Het annuleren van een factuur is niet voor iedereen.",
        "Wachtwoord vergeten|Een link voor het wachtwoord is niet lang geldig.",
        "Bestelling|Een bestelling van de klant gaat voor het weekend de deur uit, niet later.",
    ];

    [Theory]
    [InlineData("alle Rechnungen", "Rechnung stornieren")]
    [InlineData("Kündigungen", "Kündigung bestätigen")]
    [InlineData("Kuendigung", "Kündigung bestätigen")]
    [InlineData("zwei Passwörter", "Passwort vergessen")]
    [InlineData("Schlüssel für mehrere Häuser", "Zugang für ein Haus")]
    public void German_words(string question, string first) => First(German, question).ShouldBe(first);

    [Theory]
    [InlineData("plusieurs factures annulées", "Annuler une facture")]
    [InlineData("réinitialisation", "Réinitialiser le mot de passe")]
    [InlineData("mes abonnements", "Abonnement")]
    public void French_words(string question, string first) => First(French, question).ShouldBe(first);

    [Theory]
    [InlineData("facturas canceladas", "Cancelar una factura")]
    [InlineData("mis contraseñas", "Contraseña olvidada")]
    public void Spanish_words(string question, string first) => First(Spanish, question).ShouldBe(first);

    [Theory]
    [InlineData("alle facturen", "Factuur annuleren")]
    [InlineData("wachtwoorden", "Wachtwoord vergeten")]
    public void Dutch_words(string question, string first) => First(Dutch, question).ShouldBe(first);

    [Fact]
    public void Articles_that_come_later_bring_their_words_and_their_language()
    {
        var english = SearchIndex.Of([new("a", "Cancel an invoice", "An invoice is cancelled by the team.", [])]);
        Ids(english, "Rechnungen").ShouldBeEmpty();
        var both = english.With(Articles(German), []);
        Ids(both, "Rechnungen").ShouldBe(["Rechnung stornieren"]);
        var more = both.With([new("neu", "Gutschrift", "Eine Gutschrift ist nicht auszuzahlen und wird verrechnet.", [])], []);
        Ids(more, "Gutschriften").ShouldBe(["neu"]);
        // With the last article of a language its forms are gone, and what is left is found as before.
        var left = more.With([], [.. Articles(German).Select(article => article.Id), "neu"]);
        Ids(left, "Rechnungen").ShouldBeEmpty();
        Ids(left, "cancelled invoices").ShouldBe(["a"]);
    }

    private static IEnumerable<Article> Articles(string[] texts) =>
        texts.Select(text => text.Split('|')).Select(parts => new Article(parts[0], parts[0], parts[1], []));

    private static string? First(string[] texts, string question) =>
        Ids(SearchIndex.Of(Articles(texts)), question) is [var first, ..] ? first : null;

    private static IReadOnlyList<string> Ids(SearchIndex index, string question) =>
        [.. index.Search(new SearchQuery(question, Audience.Internal, new DateOnly(2026, 11, 2))).Hits.Select(hit => hit.Article.Id)];
}
