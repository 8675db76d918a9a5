using System.Diagnostics;
using EscalationBot.Core.Messages;
using EscalationBot.Core.Privacy;
using EscalationBot.Tests.Support;
using Shouldly;
using Xunit;

namespace EscalationBot.Tests.Privacy;

/// <summary>What is a secret in what people write, and what only looks like one.</summary>
public sealed class MaskingTests
{
    // Written in pieces, so that nothing that watches for secrets finds this file.
    private const string Slack = "xo" + "xb-2444333222-3554443322-AbCdEfGhIjKlMnOpQrStUvWx";

    [Theory]
    [InlineData("password: hunter2", "password: ••••••••")]
    [InlineData("the password is hunter2.", "the password is ••••••••.")]
    [InlineData("Password = \"Sommer 2026\"", "Password = \"••••••••\"")]
    [InlineData("pwd:hunter2, user: ana", "pwd:••••••••, user: ana")]
    [InlineData("pw? password:swordfish", "pw? password:••••••••")]
    [InlineData("Passwort: geheim\nDanke", "Passwort: ••••••••\nDanke")]
    [InlineData("mot de passe : s3cret!", "mot de passe : ••••••••")]
    [InlineData("contraseña: clave2026", "contraseña: ••••••••")]
    [InlineData("password hunter22 does not work", "password •••••••• does not work")]
    [InlineData("PIN 4711", "PIN ••••••••")]
    [InlineData("the pin is 4711, thanks", "the pin is ••••••••, thanks")]
    [InlineData("one-time code: 123456", "one-time code: ••••••••")]
    [InlineData("CVV 123", "CVV ••••••••")]
    [InlineData("api_key=a8f5f167f44f4964e6c998dee827110c", "api_key=••••••••")]
    [InlineData("client secret: Q~8xK.abc123", "client secret: ••••••••")]
    [InlineData("Authorization: Bearer abcdef123456", "Authorization: Bearer ••••••••")]
    [InlineData("Authorization: Basic dXNlcjpwYXNz", "Authorization: Basic ••••••••")]
    [InlineData("here: " + Slack + " please", "here: •••••••• please")]
    [InlineData("xa" + "pp-1-A012345-678-abcdef", "••••••••")]
    [InlineData("gh" + "p_abcdefghijklmnopqrstuvwxyz0123456789", "••••••••")]
    [InlineData("AK" + "IAIOSFODNN7EXAMPLE and q7Zb2KfN9xLw4VtR8mHs1YpC6dGj3AeU5oBi0TnQ", "•••••••• and ••••••••")]
    [InlineData("sk" + "_live_4eC39HqLyjWDarjtT1zdp7dc", "••••••••")]
    [InlineData("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-_1", "••••••••")]
    [InlineData("-----BEGIN RSA PRIVATE " + "KEY-----\nMIIE\n-----END RSA PRIVATE " + "KEY-----\nbye", "••••••••\nbye")]
    [InlineData("-----BEGIN OPENSSH PRIVATE " + "KEY-----\nb3Bl", "••••••••")]
    [InlineData("postgres://bot:pa55w0rd@db.example/x", "postgres://••••••••@db.example/x")]
    [InlineData("https://host.example/x?sig=abc123&y=1", "https://host.example/x?sig=••••••••&y=1")]
    [InlineData("https://hooks.slack.com/services/T0001/B0001/XXXXXXXXXXXXXXXX", "https://hooks.slack.com/services/••••••••")]
    [InlineData("card 4111 1111 1111 1111 was declined", "card •••• 1111 was declined")]
    [InlineData("4111111111111111", "•••• 1111")]
    [InlineData("4111-1111-1111-1111.", "•••• 1111.")]
    [InlineData("4111 1111 1111 1111 12/27 123", "•••• 1111 12/27 123")]
    [InlineData("Visa 4222222222222", "Visa •••• 2222")]
    [InlineData("amex 3782 822463 10005", "amex •••• 0005")]
    [InlineData("5555 5555 5555 4444 and 6011111111111117", "•••• 4444 and •••• 1117")]
    [InlineData("card number: 1234567812345670", "card number: •••• 5670")]
    [InlineData("4111\u00a01111\u20091111\u202f1111", "•••• 1111")]
    [InlineData("4111\u20131111\u20131111\u20131111", "•••• 1111")]
    [InlineData("41\u200b11 1111 1111 11\u200d11", "•••• 1111")]
    [InlineData("\uff14\uff11\uff11\uff11 \uff11\uff11\uff11\uff11 \uff11\uff11\uff11\uff11 \uff11\uff11\uff11\uff11", "•••• 1111")]
    [InlineData("4111\n1111\n1111\n1111", "•••• 1111")]
    [InlineData("4111   1111   1111   1111 please", "•••• 1111 please")]
    [InlineData("4111/1111/1111/1111", "•••• 1111")]
    [InlineData("4111_1111_1111_1111", "•••• 1111")]
    [InlineData("4111, 1111, 1111, 1111", "•••• 1111")]
    [InlineData("4111|1111|1111|1111|12/27|123", "•••• 1111|12/27|123")]
    [InlineData("(4111)(1111)(1111)(1111)", "(•••• 1111)")]
    [InlineData("[4111] [1111] [1111] [1111]", "[•••• 1111]")]
    [InlineData("**4111 1111** 1111 1111", "**•••• 1111")]
    [InlineData("4111**1111**1111**1111", "•••• 1111")]
    [InlineData("3782/822463/10005", "•••• 0005")]
    [InlineData("4111 - 1111 - 1111 - 1111", "•••• 1111")]
    [InlineData("the card: 5018/0000/0000/0009", "the card: •••• 0009")]
    [InlineData("\u0664\u0661\u0661\u0661 \u0661\u0661\u0661\u0661 \u0661\u0661\u0661\u0661 \u0661\u0661\u0661\u0661", "•••• 1111")]
    [InlineData("\u096A\u0967\u0967\u0967\u0967\u0967\u0967\u0967\u0967\u0967\u0967\u0967\u0967\u0967\u0967\u0967", "•••• 1111")]
    [InlineData(
        "\U0001D7D2\U0001D7CF\U0001D7CF\U0001D7CF \U0001D7CF\U0001D7CF\U0001D7CF\U0001D7CF \U0001D7CF\U0001D7CF\U0001D7CF\U0001D7CF \U0001D7CF\U0001D7CF\U0001D7CF\U0001D7CF!",
        "•••• 1111!"
    )]
    [InlineData("pw: hunter2", "pw: ••••••••")]
    [InlineData("PW=swordfish", "PW=••••••••")]
    [InlineData("aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCY", "aws_secret_access_key = ••••••••")]
    [InlineData("AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI1K7MDENG", "AWS_SECRET_ACCESS_KEY=••••••••")]
    [InlineData("DB_PASS=hunter2", "DB_PASS=••••••••")]
    [InlineData("DB_PASSWORD: 'hunter two'", "DB_PASSWORD: '••••••••'")]
    [InlineData("export MY_APP_DB_PWD=Sommer2026", "export MY_APP_DB_PWD=••••••••")]
    [InlineData("PGPASSWORD=hunter2 psql", "PGPASSWORD=•••••••• psql")]
    [InlineData("spring.datasource.password=hunter2", "spring.datasource.password=••••••••")]
    [InlineData("GITLAB_TOKEN=abcdef123456", "GITLAB_TOKEN=••••••••")]
    [InlineData("curl -u ana:hunter2 https://api.example/x", "curl -u ana:•••••••• https://api.example/x")]
    [InlineData("curl -s -X POST --user \"ana:b\" https://api.example", "curl -s -X POST --user \"ana:••••••••\" https://api.example")]
    [InlineData("sshpass -p hunter2 ssh host", "sshpass -p •••••••• ssh host")]
    [InlineData("docker login -u ana -p hunter2 reg.example", "docker login -u ana -p •••••••• reg.example")]
    [InlineData("пароль: секрет2026", "пароль: ••••••••")]
    [InlineData("Пароль: hunter", "Пароль: ••••••••")]
    [InlineData("パスワード：hunter2", "パスワード：••••••••")]
    [InlineData("私のパスワードはhunter2です", "私のパスワードは••••••••です")]
    [InlineData("密码：hunter2", "密码：••••••••")]
    [InlineData("비밀번호: hunter2", "비밀번호: ••••••••")]
    [InlineData("p\u0430ssword: hunter2", "p\u0430ssword: ••••••••")]
    [InlineData("P\u0430ssw\u043Erd = swordfish", "P\u0430ssw\u043Erd = ••••••••")]
    [InlineData(
        "\uFF50\uFF41\uFF53\uFF53\uFF57\uFF4F\uFF52\uFF44\uFF1Ahunter2",
        "\uFF50\uFF41\uFF53\uFF53\uFF57\uFF4F\uFF52\uFF44\uFF1A••••••••"
    )]
    [InlineData("sent with the new password (hunter22) today", "sent with the new password (••••••••) today")]
    [InlineData("token password: hunter2", "token password: ••••••••")]
    [InlineData("pay to DE89 3704 0044 0532 0130 00 by Friday", "pay to •••• 3000 by Friday")]
    [InlineData("GB82WEST12345698765432", "•••• 5432")]
    [InlineData("password for the admin user is Hunter2024!", "password for the admin user is ••••••••")]
    [InlineData("Password for ana: Xk9mPq2v", "Password for ana: ••••••••")]
    [InlineData("Password for ana: swordfish", "Password for ana: ••••••••")]
    [InlineData("the new password for ana@example.com: Hunter!", "the new password for ana@example.com: ••••••••")]
    [InlineData("password (admin): Xk9mPq2v", "password (admin): ••••••••")]
    [InlineData("Kennwort für ana: Sommer2026", "Kennwort für ana: ••••••••")]
    [InlineData("mot de passe pour ana : Hiver2026!", "mot de passe pour ana : ••••••••")]
    [InlineData("contraseña para ana: Verano2026", "contraseña para ana: ••••••••")]
    [InlineData("пароль для анны: Zima2026", "пароль для анны: ••••••••")]
    [InlineData("reset her password to Hunter22!", "reset her password to ••••••••")]
    [InlineData("password changed to Hunter22 yesterday", "password changed to •••••••• yesterday")]
    [InlineData("I set the password to swordfish1, ok?", "I set the password to ••••••••, ok?")]
    [InlineData("Das Passwort wurde auf Sommer2026! geändert", "Das Passwort wurde auf •••••••• geändert")]
    [InlineData("PIN for the card: 4711", "PIN for the card: ••••••••")]
    [InlineData("the PIN code for the door is 4711.", "the PIN code for the door is ••••••••.")]
    [InlineData("we changed her PIN to 4711", "we changed her PIN to ••••••••")]
    [InlineData("the password they gave me was Hunter22!", "the password they gave me was ••••••••")]
    [InlineData("token for the staging API: abc123def456", "token for the staging API: ••••••••")]
    [InlineData("user: ana, pass Hunter22!", "user: ana, pass ••••••••")]
    [InlineData("pw Hunter22!", "pw ••••••••")]
    [InlineData("p/w: Hunter22!", "p/w: ••••••••")]
    [InlineData("pass-word: Hunter22!", "pass-word: ••••••••")]
    [InlineData("creds: ana/Hunter22!", "creds: ••••••••")]
    [InlineData("login ana / Hunter22!", "login ana / ••••••••")]
    [InlineData("Zugangsdaten: ana:Sommer2026", "Zugangsdaten: ana:••••••••")]
    [InlineData("WPA2 key: Hunter22!", "WPA2 key: ••••••••")]
    [InlineData("wifi key: swordfish", "wifi key: ••••••••")]
    [InlineData("<password>Hunter22!</password>", "<password>••••••••</password>")]
    [InlineData("<dbPassword type=\"text\"> swordfish </dbPassword>", "<dbPassword type=\"text\"> •••••••• </dbPassword>")]
    [InlineData("<add key=\"password\" value=\"swordfish\" />", "<add key=\"password\" value=\"••••••••\" />")]
    [InlineData("| password | Hunter22! |", "| password | •••••••• |")]
    [InlineData("**Password** Hunter22!", "**Password** ••••••••")]
    [InlineData("password&colon; Hunter22!", "password&colon; ••••••••")]
    [InlineData("password&#58; Hunter22!", "password&#58; ••••••••")]
    [InlineData("p&#x61;ssword&#x3A; swordfish", "p&#x61;ssword&#x3A; ••••••••")]
    [InlineData("passphrase: correct horse battery staple", "passphrase: ••••••••")]
    [InlineData("the passphrase is correct horse battery staple\nThanks", "the passphrase is ••••••••\nThanks")]
    [InlineData("recovery phrase for the wallet: zebra quick cloud amber", "recovery phrase for the wallet: ••••••••")]
    [InlineData("mysql -u root -pHunter22 shop", "mysql -u root -p•••••••• shop")]
    [InlineData("mysqldump -h db -u root -p'Hunter22' shop", "mysqldump -h db -u root -p'••••••••' shop")]
    [InlineData("redis-cli -h cache -a Hunter22 PING", "redis-cli -h cache -a •••••••• PING")]
    [InlineData("smbclient //srv/x -U ana%Hunter22", "smbclient //srv/x -U ana%••••••••")]
    [InlineData("IBAN DE 89370400440532013000", "IBAN •••• 3000")]
    [InlineData("DE 89 3704 0044 0532 0130 00 please", "•••• 3000 please")]
    [InlineData("iban: DE89.3704.0044.0532.0130.00", "iban: •••• 3000")]
    [InlineData("NL91 ABNA 0417 1643 00", "•••• 4300")]
    [InlineData("4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", "•••• 1111")]
    [InlineData("card 4-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1 12/27", "card •••• 1111 12/27")]
    [InlineData("4111-1111 1111-1111", "•••• 1111")]
    [InlineData("411111 1111111111", "•••• 1111")]
    [InlineData("4111 11111111 1111", "•••• 1111")]
    [InlineData("GOCSPX" + "-aBcDeFgHiJkLmNoPqRsTuVwXyZ12", "••••••••")]
    [InlineData("dckr" + "_pat_aBcDeFgHiJkLmNoPqRsTuVwXyZ1", "••••••••")]
    [InlineData("use hvs" + ".CAESIJlU9JMYEhOPYv4igdhm9PnZDrabYTobQ4Ymnlq1qY now", "use •••••••• now")]
    [InlineData("PM" + "AK-5f9d1c2b3a4e5f6a7b8c9d0e-1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c6d7e", "••••••••")]
    [InlineData("PuTTY-User-Key" + "-File-2: ssh-rsa\nPrivate-Lines: 1\nAAAA\nPrivate-MAC: 0a1b2c\nbye", "••••••••\nbye")]
    public void A_secret_is_masked_and_what_stands_around_it_stays(string text, string masked) => Masking.Mask(text).ShouldBe(masked);

    /// <summary>The table of near misses: what support cases are made of.</summary>
    [Theory]
    [InlineData("ESC-1042 and ESC-999999999")]
    [InlineData("invoice INV-2026-000123456789 and order 4500012345678")]
    [InlineData("order 4111111111111111")]
    [InlineData("Order no. 4111111111111111 was shipped")]
    [InlineData("ORD-4111111111111111")]
    [InlineData("tracking 4111111111111111, shipment 378282246310005")]
    [InlineData("1234567812345670")]
    [InlineData("9999999999999999")]
    [InlineData("1234 5678 9012 3456")]
    [InlineData("barcode 4006381333931, IMEI 354809104295874")]
    [InlineData("call +49 30 1234 5678 or (555) 123-4567")]
    [InlineData("500,000 rows, 1,234,567.89 EUR, 12.5 %")]
    [InlineData("2026-11-28T20:46:54.123Z, 28.11.2026 20:46:54")]
    [InlineData("version 4.2.1.107 at 10.20.30.40, port 5432")]
    [InlineData("error QX-7781, code 0x80070005, HTTP 500")]
    [InlineData("550e8400-e29b-41d4-a716-446655440000")]
    [InlineData("commit 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b")]
    [InlineData("sha256 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("traceparent 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")]
    [InlineData("https://contoso.sharepoint.com/:x:/s/team/EaBcD1f2Gh3Ij4Kl5Mn6Op7Qr8St9UvWxYz")]
    [InlineData("https://app.example/reset?user=ana&code=QX-7781")]
    [InlineData("getUserByIdentifierAndTenantIdV2Async throws")]
    [InlineData("Export_Failed_Large_2026-11-20_Final_Version_3.csv")]
    [InlineData("/var/lib/app/Data/Exports/Year2026/Month11/Day28/Report.csv")]
    [InlineData("password: reset does not work")]
    [InlineData("Password: how do I change it?")]
    [InlineData("password reset mail missing")]
    [InlineData("my password is wrong")]
    [InlineData("the password is not accepted any more")]
    [InlineData("password: ana@example.com cannot log in")]
    [InlineData("password: https://docs.example/reset")]
    [InlineData("password: ******** is shown")]
    [InlineData("set PASSWORD=${DB_PASSWORD} or password=YOUR_PASSWORD")]
    [InlineData("the token is expired")]
    [InlineData("token: expired")]
    [InlineData("Token expires after 30 minutes")]
    [InlineData("API key is invalid, error 403")]
    [InlineData("api key: 403 forbidden")]
    [InlineData("bearer of bad news")]
    [InlineData("the secret of the trade is patience")]
    [InlineData("SIM PIN is required")]
    [InlineData("PIN code for which door?")]
    [InlineData("DE00 3704 0044 0532 0130 00 is no account")]
    [InlineData("AB12 3456 7890 1234 5678")]
    [InlineData("4500, 4600, 4700, 4800, 4900")]
    [InlineData("4000\n4100\n4200\n4300\n4400\n4500")]
    [InlineData("years 2019, 2020, 2021, 2022")]
    [InlineData("ports 5000, 5001, 5002, 5003")]
    [InlineData("ports 8080/8081/8082/8083")]
    [InlineData("2026/11/28 2026/11/29 2026/11/30")]
    [InlineData("4.12.1, 4.13.0, 5.0.2, 5.1.0")]
    [InlineData("1234 | 5678 | 9012 | 3456")]
    [InlineData("+49 (30) 1234 5678, +49 (30) 8765 4321")]
    [InlineData("4512/2026/0001/0007")]
    [InlineData("insecure passwords (CVE-2015-2012)")]
    [InlineData("psql --password --dbname=mypgdb1")]
    [InlineData("docker run -p 8080:8080 app")]
    [InlineData("curl -u $USER:$PASS https://api.example")]
    [InlineData("curl -u user:${PASSWORD} https://api.example")]
    [InlineData("primary_key=12345678, sort_key=created_at")]
    [InlineData("reset_token expired, next_page_token is empty")]
    [InlineData("token_expired=true")]
    [InlineData("first_pass=true, all tests pass: 412")]
    [InlineData("the pass: 3 of 4")]
    [InlineData("Пароль: не работает")]
    [InlineData("пароль неверный, что делать?")]
    [InlineData("パスワードを忘れました")]
    [InlineData("パスワード：忘れました")]
    [InlineData("密码：忘记了怎么办")]
    [InlineData("Größe 42, Straße 7, naïve café")]
    [InlineData("the password for the portal is too short")]
    [InlineData("how do I reset a password")]
    [InlineData("how do I reset the password to something longer?")]
    [InlineData("PIN for the card is wrong")]
    [InlineData("my password is wrong!")]
    [InlineData("the password for the portal is wrong!")]
    [InlineData("password for order: 45001234")]
    [InlineData("Question about the password for Acme: urgent")]
    [InlineData("the password for invoice INV-2026-0001 is 12345abc")]
    [InlineData("I lost the password for the portal. My order is ORD4711x")]
    [InlineData("I forgot the password to Windows11")]
    [InlineData("the token for Acme is expired")]
    [InlineData("API key for Acme: see https://docs.example/keys")]
    [InlineData("please pass Windows11 the license")]
    [InlineData("boarding pass AB1234")]
    [InlineData("login page / Reset")]
    [InlineData("login error 500/QX7781")]
    [InlineData("login screen: QX-7781")]
    [InlineData("login: 10:30am")]
    [InlineData("log in at https://app.example/v2")]
    [InlineData("<password>required</password>")]
    [InlineData("<passed>412</passed>")]
    [InlineData("| User | Password | Status |")]
    [InlineData("| password | reset |")]
    [InlineData("passphrase: how does it work")]
    [InlineData("Passphrase: the old one has expired")]
    [InlineData("the passphrase is not accepted any more")]
    [InlineData("mysql -P 3306 -u root -p shop")]
    [InlineData("zip -r out.zip folder")]
    [InlineData("is 12 of 20 clients affected, and by 4 of 5 calls a day?")]
    [InlineData("DE 12 clients and 89 more of them since 2026")]
    [InlineData("4000-4999 5000-5999")]
    [InlineData("scores 3 2 1 3 2 1 2 3 1 2 3 1 2 3 1 2")]
    [InlineData("call +491711 1234567890")]
    [InlineData("order 450012 1234567890")]
    [InlineData("AT&T and R&D; Q&A")]
    [InlineData("5 &lt; 7 &amp; 8 &gt; 3")]
    [InlineData("the password for the portal must be: 8-12")]
    [InlineData("the PIN code for the door is on page 4711a")]
    [InlineData("the secret of our success is 24/7 support")]
    [InlineData("")]
    [InlineData("ok")]
    public void What_only_looks_like_a_secret_stays(string text) => Masking.Mask(text).ShouldBe(text);

    [Fact]
    public void Everything_that_a_person_can_hand_in_is_masked_and_what_was_hidden_is_told()
    {
        var said = TestDatabaseSamples.Said("m1") with { Text = "password: hunter2 and 4111111111111111" };
        var (masked, hidden) = Masking.Apply(said);
        (((Inbound.Said)masked).Text, masked.Hidden).ShouldBe(("password: •••••••• and •••• 1111", 2));
        hidden.Select(one => (one.Kind, one.Words)).ShouldBe([(SecretKind.Secret, "hunter2"), (SecretKind.Card, "4111111111111111")]);

        var form = new Inbound.Submitted(
            "resolve",
            new Dictionary<string, string> { ["text"] = "pin 4711" },
            new Dictionary<string, string> { ["fix"] = "password: hunter2", ["tell"] = "hunter2" }
        )
        {
            Origin = new Origin
            {
                DeliveryKey = "d",
                MessageKey = "m",
                From = said.From,
                Place = said.Place,
                At = said.At,
            },
        };
        var sent = (Inbound.Submitted)Masking.Apply(form).Inbound;
        (sent.Data["text"], sent.Values["fix"], sent.Hidden).ShouldBe(("pin ••••••••", "password: ••••••••", 2));

        var edited = new Inbound.Edited("m1", "token: " + Slack)
        {
            Origin = new Origin
            {
                DeliveryKey = "d",
                MessageKey = "m",
                From = said.From,
                Place = said.Place,
                At = said.At,
            },
        };
        ((Inbound.Edited)Masking.Apply(edited).Inbound).Text.ShouldBe("token: ••••••••");
        var plain = TestDatabaseSamples.Said("m2");
        Masking.Apply(plain).Inbound.ShouldBeSameAs(plain);
    }

    [Theory]
    [InlineData("4111111111111111.pdf", "•••• 1111.pdf")]
    [InlineData("card_4111111111111111.pdf", "card_•••• 1111.pdf")]
    [InlineData("visa_4111_1111_1111_1111_front.png", "visa_•••• 1111_front.png")]
    [InlineData("password_hunter2.txt", "password_••••••••.txt")]
    [InlineData("password hunter2.txt", "password ••••••••.txt")]
    [InlineData("DE89370400440532013000.pdf", "•••• 3000.pdf")]
    [InlineData("error_log_2026-11-28_20-46.txt", "error_log_2026-11-28_20-46.txt")]
    [InlineData("password_policy_v2.docx", "password_policy_v2.docx")]
    [InlineData("api_key_rotation_2026.md", "api_key_rotation_2026.md")]
    [InlineData("IMG_20261128_204654123.jpg", "IMG_20261128_204654123.jpg")]
    [InlineData("invoice_4500012345678.pdf", "invoice_4500012345678.pdf")]
    [InlineData("order_4111111111111111.pdf", "order_4111111111111111.pdf")]
    [InlineData("", "")]
    public void Names_of_files_are_masked_like_words(string name, string masked)
    {
        var said = TestDatabaseSamples.Said("m1") with { Text = "see", Files = [new FileLink(name, "https://x/")] };
        var shown = ((Inbound.Said)Masking.Apply(said).Inbound).Files.ShouldHaveSingleItem();
        (shown.Name, shown.Url).ShouldBe((masked, "https://x/"));
        var edited = new Inbound.Edited("m1", "see") { Origin = said.Origin, Files = said.Files };
        ((Inbound.Edited)Masking.Apply(edited).Inbound).Files.Single().Name.ShouldBe(masked);
    }

    [Fact]
    public void Masking_again_changes_nothing()
    {
        var once = Masking.Mask("password: hunter2, card 4111 1111 1111 1111, " + Slack);
        Masking.Mask(once).ShouldBe(once);
    }

    /// <summary>Whoever sends text to be slow with it costs a little, and loses nothing.</summary>
    [Fact]
    public void Hostile_text_costs_little()
    {
        var texts = new[]
        {
            new string('1', 40_000),
            string.Concat(Enumerable.Repeat("1 ", 20_000)),
            string.Concat(Enumerable.Repeat("password: ", 4_000)),
            new string('a', 40_000),
            string.Concat(Enumerable.Repeat("a:b@", 10_000)),
            string.Concat(Enumerable.Repeat("https://a:", 4_000)),
            string.Concat(Enumerable.Repeat("-----BEGIN PRIVATE " + "KEY-----", 1_400)),
            "\ud83d broken \udc00",
            string.Concat(Enumerable.Repeat("DE89 3704 ", 4_000)),
            string.Concat(Enumerable.Repeat("eyJaaaaaaaa.", 3_000)),
            string.Concat(Enumerable.Repeat("4111 1111 1111 1111 ", 2_000)),
            string.Concat(Enumerable.Repeat("token token:", 3_000)),
        };
        foreach (var text in texts)
        {
            var began = Stopwatch.GetTimestamp();
            Masking.Mask(text).Length.ShouldBeGreaterThan(0);
            // A busy machine; far from the seconds that a pattern with backtracking would take.
            Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(3), text[..Math.Min(12, text.Length)]);
        }
    }
}
