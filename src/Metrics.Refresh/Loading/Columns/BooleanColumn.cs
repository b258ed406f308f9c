using System.Text;
using Metrics.Refresh.Connectors;
using Metrics.Refresh.Sources;
using Npgsql;
using NpgsqlTypes;

namespace Metrics.Refresh.Loading.Columns;

/// <summary>true, t, yes, y, 1 and false, f, no, n, 0 in any case.</summary>
internal sealed class BooleanColumn(FieldPlace place, CsvOptions csv) : LoadedColumn(place, csv)
{
    private bool _value;

    protected override string? Parse(ReadOnlySpan<byte> text)
    {
        text = text.Trim((byte)' ');
        _value = Is(text, "true"u8) || Is(text, "t"u8) || Is(text, "yes"u8) || Is(text, "y"u8) || Is(text, "1"u8);
        return _value || Is(text, "false"u8) || Is(text, "f"u8) || Is(text, "no"u8) || Is(text, "n"u8) || Is(text, "0"u8)
            ? null
            : "is neither true nor false";
    }

    // Other words for yes and no are loaded as text; translating them is up to a model.
    protected override IEnumerable<OtherDeclaration> Readers(ReadOnlySpan<byte> text) =>
        Types(text, new ColumnType(ColumnKind.Integer), new ColumnType(ColumnKind.Text));

    protected override void WriteValue(NpgsqlBinaryImporter importer) => importer.Write(_value, NpgsqlDbType.Boolean);

    private static bool Is(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word) => Ascii.EqualsIgnoreCase(text, word);
}
