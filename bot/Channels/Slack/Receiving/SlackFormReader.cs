using System.Text;
using System.Text.Unicode;

namespace EscalationBot.Bot.Channels.Slack.Receiving;

/// <summary>The fields of a form body (application/x-www-form-urlencoded). Slack sends each once; of several the first counts.</summary>
internal sealed class SlackForm
{
    private const int MostFields = 64;
    private readonly List<KeyValuePair<string, string>> _fields = [];

    private SlackForm() { }

    /// <summary>Null when it has more fields than any form of Slack, or bytes that are not UTF-8.</summary>
    public static SlackForm? Parse(ReadOnlySpan<byte> body)
    {
        var form = new SlackForm();
        foreach (var range in body.Split((byte)'&'))
        {
            var pair = body[range];
            if (pair.IsEmpty)
            {
                continue;
            }
            if (form._fields.Count == MostFields)
            {
                return null;
            }
            var equals = pair.IndexOf((byte)'=');
            if (
                Decode(equals < 0 ? pair : pair[..equals]) is not { } name
                || Decode(equals < 0 ? [] : pair[(equals + 1)..]) is not { } value
            )
            {
                return null;
            }
            form._fields.Add(new(name, value));
        }
        return form;
    }

    public string? Find(string name)
    {
        foreach (var (key, value) in _fields)
        {
            if (key == name)
            {
                return value;
            }
        }
        return null;
    }

    private static string? Decode(ReadOnlySpan<byte> text)
    {
        if (!text.ContainsAny((byte)'%', (byte)'+'))
        {
            return Encoding.UTF8.GetString(text);
        }
        var bytes = new byte[text.Length];
        var length = 0;
        var i = 0;
        while (i < text.Length)
        {
            var step = 1;
            if (text[i] == '+')
            {
                bytes[length] = (byte)' ';
            }
            else if (text[i] == '%' && i + 2 < text.Length && Hex(text[i + 1]) is >= 0 and var high && Hex(text[i + 2]) is >= 0 and var low)
            {
                bytes[length] = (byte)((high << 4) | low);
                step = 3;
            }
            else
            {
                bytes[length] = text[i];
            }
            length++;
            i += step;
        }
        return Utf8.IsValid(bytes.AsSpan(0, length)) ? Encoding.UTF8.GetString(bytes, 0, length) : null;
    }

    private static int Hex(byte digit) =>
        digit switch
        {
            >= (byte)'0' and <= (byte)'9' => digit - '0',
            >= (byte)'a' and <= (byte)'f' => digit - 'a' + 10,
            >= (byte)'A' and <= (byte)'F' => digit - 'A' + 10,
            _ => -1,
        };
}
