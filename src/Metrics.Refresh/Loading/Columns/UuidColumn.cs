using System.Buffers.Text;
using Metrics.Refresh.Connectors;
using Metrics.Refresh.Sources;
using Npgsql;
using NpgsqlTypes;

namespace Metrics.Refresh.Loading.Columns;

/// <summary>UUIDs with hyphens, without, or in braces.</summary>
internal sealed class UuidColumn(FieldPlace place, CsvOptions csv) : LoadedColumn(place, csv)
{
    private Guid _value;

    protected override string? Parse(ReadOnlySpan<byte> text)
    {
        text = text.Trim((byte)' ');
        var form = text.Length switch { 32 => 'N', 38 => 'B', _ => 'D' };
        return Utf8Parser.TryParse(text, out _value, out var read, form) && read == text.Length ? null : "is not a UUID";
    }

    protected override IEnumerable<OtherDeclaration> Readers(ReadOnlySpan<byte> text) => Types(text, new ColumnType(ColumnKind.Text));

    protected override void WriteValue(NpgsqlBinaryImporter importer) => importer.Write(_value, NpgsqlDbType.Uuid);
}
