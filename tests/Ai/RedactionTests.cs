using EscalationBot.Bot.Ai;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Ai;

public sealed class RedactionTests
{
    [Theory]
    [InlineData("write to ana.lopez@example.com please", "write to <EMAIL_1> please")]
    [InlineData("mail jürgen+x@bücher.example!", "mail <EMAIL_1>!")]
    [InlineData("call +49 30 1234 5678 today", "call <PHONE_1> today")]
    [InlineData("call 030 / 1234567", "call <PHONE_1>")]
    [InlineData("call (555) 123-4567 now", "call <PHONE_1> now")]
    [InlineData("fax 0049301234567", "fax <PHONE_1>")]
    [InlineData("card 4111 1111 1111 1111 was declined", "card <CARD_1> was declined")]
    [InlineData("card 5500-0000-0000-0004.", "card <CARD_1>.")]
    [InlineData("pay to DE89 3704 0044 0532 0130 00 by Friday", "pay to <IBAN_1> by Friday")]
    [InlineData("pay to GB82WEST12345698765432", "pay to <IBAN_1>")]
    [InlineData("password: Sommer2026!", "password: <SECRET_1>")]
    [InlineData("my password is hunter22", "my password is <SECRET_1>")]
    [InlineData("das Passwort lautet geheim123", "das Passwort lautet <SECRET_1>")]
    [InlineData("Authorization: Bearer abcdef123456", "Authorization: Bearer <SECRET_1>")]
    [InlineData("token sk-abcdefghijklmnop1234 leaked", "token <SECRET_1> leaked")]
    [InlineData("xoxb-1234567890-abc", "<SECRET_1>")]
    [InlineData("ghp_abcdefghijklmnopqrstuv", "<SECRET_1>")]
    [InlineData("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc", "<SECRET_1>")]
    [InlineData("https://user:pa55@host.example/x", "https://<SECRET_1>@host.example/x")]
    [InlineData("https://host.example/x?sig=abc123&y=1", "https://host.example/x?sig=<SECRET_1>&y=1")]
    [InlineData("-----BEGIN RSA " + "PRIVATE KEY-----\nMIIE\n-----END RSA " + "PRIVATE KEY----- there", "<SECRET_1> there")]
    [InlineData("hash 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b", "hash <SECRET_1>")]
    [InlineData("Ana and Bob Miller asked; Miller again", "<NAME_1> and <NAME_2> asked; <NAME_3> again")]
    [InlineData("a@example.com, b@example.com, a@example.com", "<EMAIL_1>, <EMAIL_2>, <EMAIL_1>")]
    public void What_must_not_leave_is_replaced(string text, string left) => New().Apply(text).ShouldBe(left);

    [Theory]
    [InlineData("An export holds at most 500,000 rows since 2026-11-03.")]
    [InlineData("error QX-7781 in version 4.2.1.107 on 03.11.2026 at 14:15")]
    [InlineData("order 123456789012 and case ESC-1042")]
    [InlineData("card number 1234 5678 9012 3456 is no card")]
    [InlineData("DE00 3704 0044 0532 0130 00 is no account")]
    [InlineData("I forgot my password and the token is wrong")]
    [InlineData("The token expires after 30 minutes.")]
    [InlineData("client 10.20.30.40 calls getUserByIdentifier")]
    [InlineData("Anatomy of Bobsled")]
    public void Ordinary_words_and_numbers_stay(string text) => New().Apply(text).ShouldBe(text);

    [Fact]
    public void Invisible_characters_and_look_alikes_hide_nothing() =>
        New().Apply("ana\u200b@exam\u00adple.com and ｐassword: ｘ1y2z3").ShouldBe("<EMAIL_1> and password: <SECRET_1>");

    [Fact]
    public void Addresses_numbers_and_names_are_put_back_and_secrets_are_not()
    {
        var redaction = New();
        redaction
            .Apply("Ana, ana@example.com, +49 30 1234 5678, password: geheim1")
            .ShouldBe("<NAME_1>, <EMAIL_1>, <PHONE_1>, password: <SECRET_1>");
        redaction
            .Restore("Write to <EMAIL_1> or call <PHONE_1>, <NAME_1>.")
            .ShouldBe("Write to ana@example.com or call +49 30 1234 5678, Ana.");
        redaction.Restore("Use <SECRET_1>.").ShouldBeNull();
        redaction.Restore("Write to <EMAIL_2>.").ShouldBeNull();
        redaction.Restore("Nothing to put back.").ShouldBe("Nothing to put back.");
    }

    [Fact]
    public void Words_that_only_look_like_placeholders_are_never_filled_with_what_others_said()
    {
        var redaction = New();
        redaction.Apply("say <EMAIL_1>").ShouldBe("say <EMAIL_1>");
        redaction.Restore("<EMAIL_1>").ShouldBeNull();
    }

    [Fact]
    public void Odd_text_does_no_harm()
    {
        New().Apply("").ShouldBe("");
        New().Apply("\ud83d broken \udc00").ShouldBe(" broken ");
        New().Apply(new string('1', 200_000)).Length.ShouldBeGreaterThan(0);
        New().Apply(string.Concat(Enumerable.Repeat("a@b.c ", 5_000))).ShouldNotContain("@");
    }

    private static Redaction New() => new(["Ana", "Bob Miller", "Al", ""]);
}
