using Metrics.Refresh.Connectors;
using Metrics.Refresh.Sources;
using Npgsql;
using NpgsqlTypes;

namespace Metrics.Refresh.Loading.Columns;

/// <summary>Whole numbers of 32 bits.</summary>
internal sealed class IntegerColumn(FieldPlace place, CsvOptions csv) : LoadedColumn(place, csv)
{
    private int _value;

    protected override string? Parse(ReadOnlySpan<byte> text)
    {
        if (!WholeNumber.TryRead(text.Trim((byte)' '), IsJsonNumber, out var whole) || whole is < int.MinValue or > int.MaxValue)
            return "is not an integer of 32 bits";
        _value = (int)whole;
        return null;
    }

    protected override IEnumerable<OtherDeclaration> Readers(ReadOnlySpan<byte> text) => Types(text, WiderTypes.Of(ColumnKind.Integer));

    protected override void WriteValue(NpgsqlBinaryImporter importer) => importer.Write(_value, NpgsqlDbType.Integer);
}
