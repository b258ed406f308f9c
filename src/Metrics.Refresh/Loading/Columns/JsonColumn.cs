using System.Text.Json;
using Metrics.Refresh.Connectors;
using Metrics.Refresh.Sources;
using Npgsql;
using NpgsqlTypes;

namespace Metrics.Refresh.Loading.Columns;

/// <summary>JSON that <c>jsonb</c> can hold. Checked here, because one row that the server refuses would fail the whole load.</summary>
internal sealed class JsonColumn(FieldPlace place, CsvOptions csv) : LoadedColumn(place, csv)
{
    // jsonb stores numbers as numeric: up to 131,072 digits before the decimal point and 16,383 after it.
    private const int LongestNumber = 1_000;
    private const int LargestExponent = 10_000;

    private readonly Utf8Value _value = new();

    protected override string? Parse(ReadOnlySpan<byte> text)
    {
        if (_value.Keep(text) is { } problem)
            return problem;
        try
        {
            var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = 1_000 });
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.Number && !FitsNumeric(reader.ValueSpan))
                    return "has a number that jsonb cannot store";
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped
                    && !FitsText(ref reader))
                    return "has an escaped character that jsonb cannot store";
            }

            return null;
        }
        catch (JsonException)
        {
            return "is not valid JSON";
        }
    }

    protected override IEnumerable<OtherDeclaration> Readers(ReadOnlySpan<byte> text) => Types(text, new ColumnType(ColumnKind.Text));

    protected override void WriteValue(NpgsqlBinaryImporter importer) => importer.Write(_value.Bytes, NpgsqlDbType.Jsonb);

    private static bool FitsNumeric(ReadOnlySpan<byte> number)
    {
        var exponent = number.IndexOfAny((byte)'e', (byte)'E');
        return number.Length <= LongestNumber
            && (exponent < 0 || (int.TryParse(number[(exponent + 1)..], out var power) && Math.Abs(power) <= LargestExponent));
    }

    private static bool FitsText(ref Utf8JsonReader reader)
    {
        try
        {
            return !reader.GetString()!.Contains('\0');
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair.
            return false;
        }
    }
}
