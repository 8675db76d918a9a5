using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Xml;
using EscalationBot.Core.Desk.Incidents;
using EscalationBot.Core.Desk.Texts;

namespace EscalationBot.Bot.Pages;

/// <summary>The status page as Markdown and as an Atom feed (RFC 4287). Pure.</summary>
/// <param name="Words">What pages say.</param>
/// <param name="Organisation">Its name.</param>
/// <param name="Now">When it was read.</param>
/// <param name="Incidents">What may be shown.</param>
internal sealed record StatusModel(Words Words, string Organisation, DateTimeOffset Now, IReadOnlyList<PublicIncident> Incidents)
{
    private const string Atom = "http://www.w3.org/2005/Atom";

    private string Title => Words.Say("status_title", Organisation);

    /// <summary>CommonMark; what people wrote stands in quotes, with its signs escaped.</summary>
    public string Markdown()
    {
        var page = new StringBuilder($"# {Escaped(Title)}\n\n");
        if (Incidents.All(one => one.FixedAt is not null))
        {
            page.Append(Words["status_none"]).Append("\n\n");
        }

        foreach (var one in Incidents.Where(one => one.FixedAt is null))
        {
            Append(page, one);
        }

        if (Incidents.Any(one => one.FixedAt is not null))
        {
            page.Append("# ").Append(Words.Say("status_lately", StatusReport.Days)).Append("\n\n");
        }

        foreach (var one in Incidents.Where(one => one.FixedAt is not null))
        {
            Append(page, one);
        }

        return page.ToString();
    }

    /// <summary>One entry for each incident; ids stay the same over restarts, since they follow from the ids of what they name.</summary>
    public string Feed()
    {
        var text = new StringBuilder("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
        using (var feed = XmlWriter.Create(text, new() { OmitXmlDeclaration = true }))
        {
            feed.WriteStartElement("feed", Atom);
            feed.WriteElementString("id", Atom, Urn("feed"));
            feed.WriteElementString("title", Atom, Clean(Title));
            // An empty feed has no last change; the beginning of the day is one that a reader need not fetch again for.
            var newest = Incidents.Select(Changed).DefaultIfEmpty(new(Now.UtcDateTime.Date, TimeSpan.Zero)).Max();
            feed.WriteElementString("updated", Atom, Iso(newest));
            feed.WriteStartElement("author", Atom);
            feed.WriteElementString("name", Atom, Clean(Organisation));
            feed.WriteEndElement();
            feed.WriteStartElement("link", Atom);
            feed.WriteAttributeString("rel", "self");
            feed.WriteAttributeString("href", "status.atom");
            feed.WriteEndElement();
            foreach (var one in Incidents.OrderByDescending(Changed))
            {
                feed.WriteStartElement("entry", Atom);
                feed.WriteElementString("id", Atom, Urn(one.Id));
                feed.WriteElementString("title", Atom, Heading(one));
                feed.WriteElementString("published", Atom, Iso(one.Since));
                feed.WriteElementString("updated", Atom, Iso(Changed(one)));
                var texts = one.Texts.Select(text => $"{Words.Say("status_at", Clock(text.At))} {Clean(text.Text)}");
                feed.WriteElementString("content", Atom, string.Join("\n\n", texts));
                feed.WriteEndElement();
            }

            feed.WriteEndElement();
        }

        return text.ToString();
    }

    private void Append(StringBuilder page, PublicIncident one)
    {
        page.Append("## ").Append(Heading(one)).Append("\n\n");
        foreach (var text in one.Texts)
        {
            page.Append(Words.Say("status_at", Clock(text.At))).Append("\n\n");
            foreach (var line in Clean(text.Text).Split('\n'))
            {
                page.Append("> ").Append(Escaped(line.Trim())).Append('\n');
            }

            page.Append('\n');
        }
    }

    private string Heading(PublicIncident one) =>
        one.FixedAt is { } at ? Words.Say("status_fixed", Clock(at)) : Words.Say("status_open", Clock(one.Since));

    private static DateTimeOffset Changed(PublicIncident one) => one.FixedAt ?? one.Texts[^1].At;

    /// <summary>Readers are anywhere: the zone is named.</summary>
    private static string Clock(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static string Iso(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>A UUID of version 8 (RFC 9562): our own ids stay ours.</summary>
    private static string Urn(string of)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes("status:" + of)).AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return "urn:uuid:" + new Guid(bytes, bigEndian: true).ToString("d");
    }

    /// <summary>Without what XML 1.0 cannot hold.</summary>
    private static string Clean(string text) =>
        string.Concat(
            text.ReplaceLineEndings("\n").EnumerateRunes().Where(sign => sign.Value is '\n' or >= ' ' and not (0xFFFE or 0xFFFF))
        );

    /// <summary>Every sign that Markdown may give a meaning (CommonMark 0.31, section 2.4).</summary>
    private static string Escaped(string line)
    {
        var escaped = new StringBuilder();
        foreach (var sign in line)
        {
            if (
                char.IsAscii(sign) && char.IsPunctuation(sign) && sign is not (',' or ':' or ';' or '?' or '\'' or '"' or '/')
                || sign is '<' or '>' or '|' or '`' or '~' or '+' or '=' or '^' or '$'
            )
            {
                escaped.Append('\\');
            }

            escaped.Append(sign);
        }

        return escaped.ToString();
    }
}
