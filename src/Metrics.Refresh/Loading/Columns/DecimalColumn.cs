using Metrics.Refresh.Connectors;
using Metrics.Refresh.Sources;
using Npgsql;
using NpgsqlTypes;

namespace Metrics.Refresh.Loading.Columns;

/// <summary>
/// Exact numbers: what does not fit precision and scale is refused, never rounded. Zeros beyond the scale are accepted: dropping them
/// loses nothing.
/// </summary>
/// <remarks>Exponents are refused except in JSON: spreadsheets write them for numbers whose last digits they dropped.</remarks>
internal sealed class DecimalColumn(FieldPlace place, CsvOptions csv) : LoadedColumn(place, csv)
{
    private readonly byte _mark = (byte)csv.DecimalMark;
    private readonly int _scale = place.Column.Type.Scale;
    private readonly int _wholeDigits = place.Column.Type.Precision - place.Column.Type.Scale;
    private readonly ColumnType _type = place.Column.Type;
    private readonly string _overflow = $"does not fit {place.Column.Type.Sql}";
    private readonly string _tooFine = $"has more than {place.Column.Type.Scale} fraction digits";
    private decimal _value;

    protected override string? Parse(ReadOnlySpan<byte> text)
    {
        text = text.Trim((byte)' ');
        if (!IsJsonNumber)
            return Parse(text, _mark);
        if (text.IndexOfAny((byte)'e', (byte)'E') < 0)
            return Parse(text, (byte)'.');
        Span<byte> buffer = stackalloc byte[JsonNumber.Room];
        return JsonNumber.Plain(text, buffer) is { } length ? Parse(buffer[..length], (byte)'.') : _overflow;
    }

    protected override IEnumerable<OtherDeclaration> Readers(ReadOnlySpan<byte> text)
    {
        var other = _mark == '.' ? (byte)',' : (byte)'.';
        return !IsJsonNumber && Parse(text.Trim((byte)' '), other) is null ? Mark(text, (char)other)
            : Types(text, WiderTypes.Of(_type));
    }

    private string? Parse(ReadOnlySpan<byte> text, byte mark)
    {
        var negative = text is [(byte)'-', ..];
        if (text is [(byte)'-' or (byte)'+', ..])
            text = text[1..];

        // At most 28 digits, which fit into a decimal's 96 bits.
        var (digits, whole, fraction, inFraction, seen) = (UInt128.Zero, 0, 0, false, false);
        string? problem = null;
        foreach (var sign in text)
        {
            if (sign == mark && !inFraction)
            {
                inFraction = true;
                continue;
            }

            var digit = (uint)(sign - '0');
            if (digit > 9)
                return "is not a decimal number";
            seen = true;
            if (inFraction && fraction == _scale)
                problem ??= digit == 0 ? null : _tooFine;
            else if (inFraction || whole > 0 || digit > 0)
            {
                (whole, fraction) = inFraction ? (whole, fraction + 1) : (whole + 1, fraction);
                if (whole > _wholeDigits)
                    problem ??= _overflow;
                else
                    digits = (digits * 10) + digit;
            }
        }

        if (!seen)
            return "is not a decimal number";
        _value = new decimal(
            (int)(uint)digits, (int)(uint)(digits >> 32), (int)(uint)(digits >> 64), negative && digits != 0, (byte)fraction);
        return problem;
    }

    protected override void WriteValue(NpgsqlBinaryImporter importer) => importer.Write(_value, NpgsqlDbType.Numeric);
}
