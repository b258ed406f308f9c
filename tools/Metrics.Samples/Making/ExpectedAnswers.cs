using System.Text.Json;

namespace Metrics.Samples.Making;

/// <summary>What saved queries are to answer over a sample, computed while it was made up and written as <c>expected.json</c>.</summary>
/// <remarks>
/// <c>{"pack", "scale", "seed", "answers": {"a_saved_query": {"columns": ["a", "b"], "rows": [["x", 1.25]]}}}</c>: columns by the names
/// that the saved query answers with, rows in the order of its <c>order_by</c>.
/// </remarks>
internal sealed class ExpectedAnswers(string pack, decimal scale, ulong seed)
{
    private readonly List<(string SavedQuery, string[] Columns, List<object?[]> Rows)> _answers = [];

    /// <summary>Adds the answer of a saved query; a value is null, a text, a boolean, a day or a number.</summary>
    public void Add(string savedQuery, string[] columns, IEnumerable<object?[]> rows) => _answers.Add((savedQuery, columns, rows.ToList()));

    public async Task WriteAsync(Stream stream, CancellationToken ct)
    {
        await using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = false });
        json.WriteStartObject();
        json.WriteString("pack", pack);
        json.WriteNumber("scale", scale);
        json.WriteNumber("seed", seed);
        json.WriteStartObject("answers");
        foreach (var (savedQuery, columns, rows) in _answers)
        {
            Write(json, savedQuery, columns, rows);
            await json.FlushAsync(ct);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string savedQuery, string[] columns, List<object?[]> rows)
    {
        json.WriteStartObject(savedQuery);
        json.WriteStartArray("columns");
        foreach (var column in columns)
            json.WriteStringValue(column);
        json.WriteEndArray();
        json.WriteStartArray("rows");
        foreach (var row in rows)
        {
            if (row.Length != columns.Length)
                throw new ArgumentException($"{savedQuery} has {columns.Length} columns and a row of {row.Length}", nameof(rows));
            json.WriteStartArray();
            foreach (var value in row)
                Write(json, value);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null: json.WriteNullValue(); break;
            case string text: json.WriteStringValue(text); break;
            case bool flag: json.WriteBooleanValue(flag); break;
            case DateOnly day: json.WriteStringValue($"{day:yyyy-MM-dd}"); break;
            case int or long: json.WriteNumberValue(Convert.ToInt64(value, null)); break;
            case decimal number: json.WriteNumberValue(number); break;
            case double number: json.WriteNumberValue(number); break;
            default: throw new ArgumentException($"an answer has no {value.GetType().Name}", nameof(value));
        }
    }
}
