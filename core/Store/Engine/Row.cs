using System.Data.Common;
using System.Text.Json;

namespace EscalationBot.Core.Store.Engine;

/// <summary>The present row of a result, by column number.</summary>
public readonly struct Row(DbDataReader reader)
{
    /// <summary>How many columns there are.</summary>
    public int Count => reader.FieldCount;

    /// <summary>A column's name.</summary>
    public string Name(int column) => reader.GetName(column);

    /// <summary>A column's value as it is stored: string, long, double or null.</summary>
    public object? Value(int column) => reader.IsDBNull(column) ? null : reader.GetValue(column);

    /// <summary>Writes it as one JSON object: a member for each column, named as it is.</summary>
    /// <param name="json">Where it is written.</param>
    /// <param name="isJson">Whether the column of this name holds JSON, which is written as it stands.</param>
    public void WriteTo(Utf8JsonWriter json, Func<string, bool> isJson)
    {
        json.WriteStartObject();
        for (var column = 0; column < Count; column++)
        {
            json.WritePropertyName(Name(column));
            switch (Value(column))
            {
                case null:
                    json.WriteNullValue();
                    break;
                case long number:
                    json.WriteNumberValue(number);
                    break;
                case double number:
                    json.WriteNumberValue(number);
                    break;
                case string text when isJson(Name(column)):
                    json.WriteRawValue(text);
                    break;
                case var text:
                    json.WriteStringValue((string)text);
                    break;
            }
        }

        json.WriteEndObject();
    }

    /// <summary>A TEXT column.</summary>
    public string Text(int column) => reader.GetString(column);

    /// <summary>A TEXT column that may be null.</summary>
    public string? TextOrNull(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    /// <summary>A BIGINT column.</summary>
    public long Long(int column) => reader.GetInt64(column);

    /// <summary>A BIGINT column that may be null.</summary>
    public long? LongOrNull(int column) => reader.IsDBNull(column) ? null : reader.GetInt64(column);

    /// <summary>A BIGINT column that holds a small number.</summary>
    public int Int(int column) => checked((int)reader.GetInt64(column));

    /// <summary>A DOUBLE PRECISION column.</summary>
    public double Double(int column) => reader.GetDouble(column);

    /// <summary>A BIGINT column that holds Unix milliseconds.</summary>
    public DateTimeOffset Time(int column) => DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(column));

    /// <summary>A BIGINT column that holds Unix milliseconds or null.</summary>
    public DateTimeOffset? TimeOrNull(int column) => reader.IsDBNull(column) ? null : Time(column);
}
