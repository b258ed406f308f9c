using Metrics.Refresh.Connectors;
using Metrics.Refresh.Sources;
using Npgsql;
using NpgsqlTypes;

namespace Metrics.Refresh.Loading.Columns;

/// <summary>Text as written, with its spaces.</summary>
internal sealed class TextColumn(FieldPlace place, CsvOptions csv) : LoadedColumn(place, csv)
{
    private readonly Utf8Value _value = new();

    protected override bool HasEmptyValue => true;

    protected override string? Parse(ReadOnlySpan<byte> text) => _value.Keep(text);

    protected override IEnumerable<OtherDeclaration> Readers(ReadOnlySpan<byte> text) =>
        Utf8Value.IsNoUtf8(text) ? [OtherDeclaration.Encoding()] : [];

    protected override void WriteValue(NpgsqlBinaryImporter importer) => importer.Write(_value.Bytes, NpgsqlDbType.Text);
}
