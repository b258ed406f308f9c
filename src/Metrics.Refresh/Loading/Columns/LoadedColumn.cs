using Metrics.Domain.Refreshing;
using Metrics.Refresh.Connectors;
using Metrics.Refresh.Sources;
using Npgsql;

namespace Metrics.Refresh.Loading.Columns;

/// <summary>One stored column of the row at hand: reads its field, then, if the whole row fits, writes it.</summary>
internal abstract class LoadedColumn(FieldPlace place, CsvOptions csv)
{
    private readonly byte[][] _nulls = [.. csv.Nulls.Select(System.Text.Encoding.UTF8.GetBytes)];
    private readonly int _field = place.Field;
    private readonly bool _required = place.Column.Required;
    private bool _isNull;

    public string Name { get; } = place.Column.Name;

    public int Field => _field;

    public TableColumn Stored => new(Name, SqlType);

    protected virtual string SqlType => place.Column.Type.Sql;

    /// <summary>A quoted empty field is a value only where an empty value exists.</summary>
    protected virtual bool HasEmptyValue => false;

    /// <summary>Null when the field fits, else what is wrong with it, as the end of a sentence that begins with the value.</summary>
    public string? Read(SourceRows row)
    {
        var text = row.Field(_field);
        _isNull = (text.IsEmpty && !(HasEmptyValue && row.IsQuoted(_field))) || IsNullWord(text);
        if (!_isNull)
            return Parse(text);
        return _required ? "is empty, and the column is required" : null;
    }

    public void Write(NpgsqlBinaryImporter importer)
    {
        if (_isNull)
            importer.WriteNull();
        else
            WriteValue(importer);
    }

    protected abstract string? Parse(ReadOnlySpan<byte> text);

    protected abstract void WriteValue(NpgsqlBinaryImporter importer);

    private bool IsNullWord(ReadOnlySpan<byte> text)
    {
        foreach (var word in _nulls)
        {
            if (text.SequenceEqual(word))
                return true;
        }

        return false;
    }
}
