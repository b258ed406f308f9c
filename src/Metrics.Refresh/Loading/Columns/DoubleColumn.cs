using System.Globalization;
using Metrics.Refresh.Connectors;
using Metrics.Refresh.Sources;
using Npgsql;
using NpgsqlTypes;

namespace Metrics.Refresh.Loading.Columns;

/// <summary>Finite binary numbers: a single NaN or infinity would spoil every sum over the column.</summary>
internal sealed class DoubleColumn(FieldPlace place, CsvOptions csv) : LoadedColumn(place, csv)
{
    private const NumberStyles Form = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    private readonly NumberFormatInfo _format = new() { NumberDecimalSeparator = csv.DecimalMark.ToString() };
    private readonly char _other = csv.DecimalMark == '.' ? ',' : '.';
    private double _value;

    protected override string? Parse(ReadOnlySpan<byte> text)
    {
        if (!double.TryParse(text.Trim((byte)' '), Form, IsJsonNumber ? CultureInfo.InvariantCulture : _format, out _value))
            return "is not a number";
        return double.IsFinite(_value) ? null : "is not a finite number of double precision";
    }

    protected override IEnumerable<OtherDeclaration> Readers(ReadOnlySpan<byte> text)
    {
        var swapped = new NumberFormatInfo { NumberDecimalSeparator = _other.ToString() };
        return !IsJsonNumber && double.TryParse(text.Trim((byte)' '), Form, swapped, out var read)
            && double.IsFinite(read) && text.Contains((byte)_other) ? Mark(text, _other) : [];
    }

    protected override void WriteValue(NpgsqlBinaryImporter importer) => importer.Write(_value, NpgsqlDbType.Double);
}
