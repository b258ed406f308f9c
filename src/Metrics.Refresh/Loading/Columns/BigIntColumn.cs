using Metrics.Refresh.Connectors;
using Metrics.Refresh.Sources;
using Npgsql;
using NpgsqlTypes;

namespace Metrics.Refresh.Loading.Columns;

/// <summary>Whole numbers of 64 bits.</summary>
internal sealed class BigIntColumn(FieldPlace place, CsvOptions csv) : LoadedColumn(place, csv)
{
    private long _value;

    protected override string? Parse(ReadOnlySpan<byte> text) =>
        WholeNumber.TryRead(text.Trim((byte)' '), IsJsonNumber, out _value) ? null : "is not an integer of 64 bits";

    protected override IEnumerable<OtherDeclaration> Readers(ReadOnlySpan<byte> text) => Types(text, WiderTypes.Of(ColumnKind.BigInt));

    protected override void WriteValue(NpgsqlBinaryImporter importer) => importer.Write(_value, NpgsqlDbType.Bigint);
}
