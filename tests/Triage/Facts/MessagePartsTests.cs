using EscalationBot.Core.Triage.Facts;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Triage.Facts;

public sealed class MessagePartsTests
{
    private const string Asked = "How does a user reset their password?";

    [Theory]
    // Introductions of replies.
    [InlineData("On Mon, 12 Oct 2026 at 09:12, Support <help@example.com> wrote:\n> your lawyer wanted the audit log")]
    [InlineData("On Mon, 12 Oct 2026 at 09:12, Support <help@example.com> wrote:\n&gt; your lawyer wanted the audit log")]
    [InlineData("On Monday, 12 October 2026 at 09:12,\nA Very Long Name <help@example.com>\nwrote:\n\nyour lawyer wanted the audit log")]
    [InlineData("Am 12.10.2026 um 09:12 schrieb Support <help@example.com>:\n> your lawyer wanted the audit log")]
    [InlineData("Am Mo., 12. Okt. 2026 um 09:12 Uhr schrieb Support:\n\nyour lawyer wanted the audit log")]
    [InlineData("Le lun. 12 oct. 2026 à 09:12, Support <help@example.com> a écrit :\n> your lawyer wanted the audit log")]
    [InlineData("El lun, 12 oct 2026 a las 9:12, Support (<help@example.com>) escribió:\n> your lawyer wanted the audit log")]
    [InlineData("Il giorno lun 12 ott 2026 alle ore 09:12 Support ha scritto:\n> your lawyer wanted the audit log")]
    [InlineData("Op ma 12 okt. 2026 om 09:12 schreef Support <help@example.com>:\n> your lawyer wanted the audit log")]
    [InlineData("2026年10月12日 09:12，支持 <help@example.com> 写道：\n> your lawyer wanted the audit log")]
    [InlineData("> your lawyer wanted the audit log\n> and the contract")]
    [InlineData(">> your lawyer wanted the audit log\n> thanks")]
    // Header blocks.
    [InlineData(
        "From: Dana <dana@example.com>\nSent: Monday, 12 October 2026 09:12\nTo: Support\nSubject: lawyer\n\nyour lawyer wanted the log"
    )]
    [InlineData("________________________________\nFrom: Dana\nSent: Monday\nTo: Support\nSubject: x\n\nyour lawyer wanted the log")]
    [InlineData(
        "Von: Dana <dana@example.com>\nGesendet: Montag, 12. Oktober 2026 09:12\nAn: Support\nBetreff: AW: x\n\nyour lawyer wanted the log"
    )]
    [InlineData("De : Dana <dana@example.com>\nEnvoyé : lundi 12 octobre 2026 09:12\nÀ : Support\nObjet : x\n\nyour lawyer wanted the log")]
    [InlineData("De: Dana\nEnviado: lunes, 12 de octubre\nPara: Support\nAsunto: x\n\nyour lawyer wanted the log")]
    [InlineData("发件人: Dana\n发送时间: 2026年10月12日\n收件人: Support\n主题: x\n\nyour lawyer wanted the log")]
    [InlineData("*From:* Dana\n*Date:* Monday\n*To:* Support\n*Subject:* x\n\nyour lawyer wanted the log")]
    [InlineData("-----Original Message-----\nFrom: Dana\n\nyour lawyer wanted the log")]
    [InlineData("-----Ursprüngliche Nachricht-----\nVon: Dana\n\nyour lawyer wanted the log")]
    [InlineData("-----Message d'origine-----\nDe : Dana\n\nyour lawyer wanted the log")]
    [InlineData("---------- Forwarded message ---------\nFrom: Sue Lawyer <s@example.com>\nDate: Mon\nSubject: x\n\nhello")]
    [InlineData("Begin forwarded message:\n\nFrom: Dana\n\nyour lawyer wanted the log")]
    public void What_a_mail_quotes_is_not_what_its_author_says(string quoted)
    {
        var parts = MessageParts.Of($"{Asked}\n\n{quoted}");
        parts.Own.ShouldBe(Asked);
        parts.Quote.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("Kind regards\nDana\n\nThis e-mail is confidential. Any unauthorised access, copying or distribution is prohibited.")]
    [InlineData("Best,\nTom Reyes\nSenior Litigation Support Analyst")]
    [InlineData("Best regards, Tom Reyes\nAttorney at Law | 502 Main Street | +1 555 010 9999")]
    [InlineData("-- \nSue Miller\nLawyer")]
    [InlineData("--\nSue Miller\nLawyer")]
    [InlineData("Mit freundlichen Grüßen\nDr. Anna Weiß\nRechtsanwältin\nTel. +49 30 1234567")]
    [InlineData("Viele Grüße\nTom\n\nDiese E-Mail enthält vertrauliche Informationen. Das unerlaubte Kopieren ist nicht gestattet.")]
    [InlineData("Cordialement,\nAnne Petit\nAvocate")]
    [InlineData("Saludos cordiales\nLuis Gómez\nAbogado")]
    [InlineData("Sent from my iPhone")]
    [InlineData("Von meinem iPhone gesendet")]
    [InlineData("Envoyé de mon iPhone")]
    [InlineData("Enviado desde mi iPhone")]
    [InlineData("发自我的iPhone")]
    [InlineData("Get Outlook for iOS")]
    [InlineData("CONFIDENTIALITY NOTICE: this message is for the lawyer named above only.")]
    [InlineData("The information contained in this e-mail may be privileged. If you are not the intended recipient call our lawyer.")]
    [InlineData("Ce message est confidentiel. Toute diffusion non autorisée est interdite.")]
    [InlineData("Este mensaje es confidencial y va dirigido a su destinatario.")]
    [InlineData("本邮件包含机密信息，禁止转发。")]
    [InlineData("Tom Reyes\nSenior Litigation Counsel\n+1 555 010 9999")]
    [InlineData("Thanks,\nSue")]
    public void A_signature_and_a_footer_are_not_what_its_author_says(string footer) =>
        MessageParts.Of($"{Asked}\n\n{footer}").Own.ShouldBe(Asked);

    [Fact]
    public void A_notice_on_the_line_of_the_question_is_cut_off() =>
        MessageParts.Of($"{Asked} This e-mail is confidential. Any unauthorised access is prohibited.").Own.ShouldBe(Asked);

    [Theory]
    [InlineData(" at com.acme.csv.Writer.write(Writer.java:503)")]
    [InlineData("java.io.IOException: write failed\n\tat com.acme.csv.Writer.write(Writer.java:503)\n\t... 12 more")]
    [InlineData("Traceback (most recent call last):\n  File \"/app/x.py\", line 503, in run")]
    [InlineData("   at Acme.Csv.Writer.Write(String s) in C:\\src\\Writer.cs:line 503")]
    [InlineData("    at async Writer.write (/app/writer.js:503:12)")]
    [InlineData("    at /app/writer.js:503:12")]
    [InlineData("```\namount = 1200 EUR\nHTTP 503\n```")]
    [InlineData("2026-11-01T12:00:00Z ERROR 503 from gateway, 1200 EUR")]
    [InlineData("ERROR: 503 from gateway")]
    [InlineData("writer.rb:503:in `write'")]
    public void A_stack_trace_and_code_are_not_what_its_author_says(string code)
    {
        var parts = MessageParts.Of($"Acme gets an error when exporting\n{code}");
        parts.Own.ShouldBe("Acme gets an error when exporting");
        parts.Code.ShouldContain("503");
    }

    [Theory]
    [InlineData("How do I put two users on one invoice?")]
    [InlineData("On Monday the client wrote: we cancel")]
    [InlineData("From: Berlin\nTo: Hamburg\nwhich carrier takes it?")]
    [InlineData("best export settings for 2026?")]
    [InlineData("They sent a confidential document to the wrong person. Is that a data breach?")]
    [InlineData("Oakhurst found unauthorised access in the audit log")]
    [InlineData("the client is at the end of their patience")]
    [InlineData("They get an IOException when they export")]
    [InlineData("two things:\n- the export\n- the invoice")]
    [InlineData("Thanks")]
    [InlineData("Hello team,\n\nour client Acme cannot export.\nWhat can they do?")]
    [InlineData("Le client a écrit hier, que faire?")]
    [InlineData("Der Kunde schrieb gestern, er will 500 EUR zurück")]
    public void Plain_words_stay_as_they_are(string text)
    {
        var parts = MessageParts.Of(text);
        parts.Own.ShouldBe(text);
        (parts.Quote + parts.Signature + parts.Code).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("> is that true?\nYes.\n> and that?\nTheir lawyer calls tomorrow.", "Yes.\nTheir lawyer calls tomorrow.")]
    [InlineData("Please check.\n\nKind regards\nDana\n\nPS: their lawyer will call", "Please check.\n\nPS: their lawyer will call")]
    [InlineData("Please check.\n\nKind regards\nDana\n\nWhat about the second user?", "Please check.\n\nWhat about the second user?")]
    [InlineData("Please check.\nKind regards\nDana\ntheir lawyer will call tomorrow", "Please check.\ntheir lawyer will call tomorrow")]
    public void What_is_said_between_and_below_is_heard(string text, string own) => MessageParts.Of(text).Own.ShouldBe(own);

    [Theory]
    [InlineData("---------- Forwarded message ---------\nFrom: Sue <s@example.com>\nDate: Mon\nSubject: x\n\nWe will take you to court.")]
    [InlineData(
        "FYI\n\n-----Original Message-----\nFrom: Sue\nSent: Monday\nSubject: x\n\nWe will take you to court.\n\nKind regards\nSue"
    )]
    [InlineData("> We will take you to court.")]
    [InlineData("siehe unten\n\nVon: Sue\nGesendet: Montag\nBetreff: x\n\nWe will take you to court.")]
    public void A_mail_that_is_only_passed_on_is_what_its_author_means(string text)
    {
        var own = MessageParts.Of(text).Own;
        own.ShouldContain("We will take you to court.");
        own.ShouldNotContain("Sue");
    }

    [Fact]
    public void A_hostile_text_takes_no_time()
    {
        var text = string.Join('\n', Enumerable.Repeat("On 1 at 2, > wrote wrote: From: a Sent: b " + new string('a', 300), 200));
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        MessageParts.Of(text);
        MessageParts.Of(new string('>', 8_000));
        MessageParts.Of(string.Concat(Enumerable.Repeat("this e-mail and ", 500)));
        System.Diagnostics.Stopwatch.GetElapsedTime(started).TotalSeconds.ShouldBeLessThan(2);
    }
}
