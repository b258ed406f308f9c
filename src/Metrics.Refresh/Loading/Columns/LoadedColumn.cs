using Metrics.Domain;
using Metrics.Domain.Refreshing;
using Metrics.Refresh.Connectors;
using Metrics.Refresh.Sources;
using Npgsql;

namespace Metrics.Refresh.Loading.Columns;

/// <summary>One stored column of the current row: reads its field and, if the whole row fits, writes it.</summary>
internal abstract class LoadedColumn(FieldPlace place, CsvOptions csv)
{
    private readonly byte[][] _nulls = [.. csv.Nulls.Select(System.Text.Encoding.UTF8.GetBytes)];
    private readonly int _field = place.Field;
    private readonly bool _required = place.Column.Required;
    private bool _isNull;

    // Common spellings of a missing value, suggested where 'nulls' does not list them.
    private static readonly string[] NullWords =
        ["NULL", "null", "Null", "N/A", "n/a", "NA", "NaN", "nan", "None", "\\N", "-", "#N/A", "(null)"];

    public string Name { get; } = place.Column.Name;

    public int Field => _field;

    public TableColumn Stored => new(Name, SqlType);

    protected virtual string SqlType => place.Column.Type.Sql;

    /// <summary>True when the type has an empty value, so that a quoted empty field is not null.</summary>
    protected virtual bool HasEmptyValue => false;

    /// <summary>True when the current value is a JSON number, which ignores the declared decimal mark.</summary>
    protected bool IsJsonNumber { get; private set; }

    /// <summary>True when local times are turned into instants by a declared time zone.</summary>
    public virtual bool HasClock => false;

    /// <summary>True when the current value is a local time that the zone's clocks showed twice.</summary>
    public bool IsTwice => !_isNull && IsShownTwice;

    protected virtual bool IsShownTwice => false;

    /// <summary>Whether another declaration has just read the same field as a different value, or as null.</summary>
    public bool IsReadOtherwise(LoadedColumn then) => !_isNull && (then._isNull || Micros != then.Micros);

    /// <summary>The current date or time in microseconds, to compare readings; null for types whose texts have one meaning only.</summary>
    protected virtual long? Micros => null;

    /// <summary>Null when the field fits, else what is wrong with it, as the end of a sentence that begins with the value.</summary>
    public string? Read(SourceRows row)
    {
        var text = row.Field(_field);
        _isNull = (text.IsEmpty && !(HasEmptyValue && row.IsQuoted(_field))) || IsNullWord(text);
        IsJsonNumber = row.IsNumber(_field);
        if (!_isNull)
            return Parse(text);
        return _required ? "is empty, and the column is required" : null;
    }

    /// <summary>True when the column takes any text.</summary>
    public bool IsText => place.Column.Type.Kind == ColumnKind.Text;

    /// <summary>
    /// Whether the column would read a text that is no field of a record; null where it would read it as nothing. The value that was read
    /// before is lost.
    /// </summary>
    public bool? WouldRead(ReadOnlySpan<byte> text)
    {
        IsJsonNumber = false;
        if (text.IsEmpty || IsNullWord(text))
            return _required ? false : null;
        return Parse(text) is null;
    }

    public void Write(NpgsqlBinaryImporter importer)
    {
        if (_isNull)
            importer.WriteNull();
        else
            WriteValue(importer);
    }

    /// <summary>Declarations that would read a value which this one refused, such as <c>format: YYYYMMDD</c>.</summary>
    public IEnumerable<OtherDeclaration> OtherDeclarations(ReadOnlySpan<byte> text)
    {
        // A null in a required column: no other declaration would accept it.
        if (_isNull)
            return [];
        var written = System.Text.Encoding.UTF8.GetString(text[..Math.Min(text.Length, 16)]).Trim();
        if (NullWords.Contains(written) && text.Length <= 16)
            return [OtherDeclaration.Null(written)];
        var readers = Readers(text).ToList();
        return readers.Count == 0 && IsCode(text) ? [OtherDeclaration.Type(new ColumnType(ColumnKind.Text))] : readers;
    }

    // A version, an article or a code (2.0.1, A-17, 12B): letters, digits and what joins them, and no number of any kind.
    private bool IsCode(ReadOnlySpan<byte> text)
    {
        var (digits, others) = (0, 0);
        foreach (var sign in text.Trim((byte)' '))
        {
            var isDigit = char.IsAsciiDigit((char)sign);
            if (!isDigit && !char.IsAsciiLetter((char)sign) && sign is not ((byte)'.' or (byte)'-' or (byte)'_' or (byte)'/'))
                return false;
            (digits, others) = isDigit ? (digits + 1, others) : (digits, others + 1);
        }

        // 1.125 is a number, whatever its mark means.
        return digits > 0 && others > 0 && !(others == 1 && text.IndexOfAny((byte)'.', (byte)',') > 0)
            && place.Column.Type.Kind is (ColumnKind.Integer or ColumnKind.BigInt or ColumnKind.Decimal or ColumnKind.Double);
    }

    protected virtual IEnumerable<OtherDeclaration> Readers(ReadOnlySpan<byte> text) => [];

    /// <summary>Those of the given types that would read the value.</summary>
    protected IEnumerable<OtherDeclaration> Types(ReadOnlySpan<byte> text, params IEnumerable<ColumnType> types)
    {
        var found = new List<OtherDeclaration>();
        var isGrouped = !IsJsonNumber && MayBeGrouped(text.Trim((byte)' '), (byte)csv.DecimalMark);
        foreach (var type in types)
        {
            if (isGrouped && type.Kind == ColumnKind.Decimal)
                continue;
            var other = ColumnList.Of(place with { Column = place.Column with { Type = type } }, csv);
            other.IsJsonNumber = IsJsonNumber;
            if (other.Parse(text) is null)
                found.Add(OtherDeclaration.Type(type));
        }

        return found;
    }

    /// <summary>Suggests another decimal mark, unless it would read possible thousands as a fraction.</summary>
    protected static IEnumerable<OtherDeclaration> Mark(ReadOnlySpan<byte> text, char mark) =>
        MayBeGrouped(text.Trim((byte)' '), (byte)mark) ? [] : [OtherDeclaration.Mark(mark)];

    protected static IEnumerable<OtherDeclaration> Formats(IEnumerable<string> patterns) => patterns.Select(OtherDeclaration.Format);

    protected abstract string? Parse(ReadOnlySpan<byte> text);

    protected abstract void WriteValue(NpgsqlBinaryImporter importer);

    // 1.234 may mean one and a quarter, or more than a thousand: never suggest reading it as the first.
    private static bool MayBeGrouped(ReadOnlySpan<byte> text, byte mark)
    {
        if (text is [(byte)'-' or (byte)'+', ..])
            text = text[1..];
        // Grouped thousands never begin with 0: 0.125 is a fraction.
        if (text is [(byte)'0', ..])
            return false;
        var (group, groups) = (0, 0);
        foreach (var sign in text)
        {
            if (sign == mark)
            {
                if (groups == 0 ? group is < 1 or > 3 : group != 3)
                    return false;
                (group, groups) = (0, groups + 1);
            }
            else if (sign is < (byte)'0' or > (byte)'9')
                return false;
            else
                group++;
        }

        return groups > 0 && group == 3;
    }

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

/// <summary>Makes a table's columns by their declared types: one line per type.</summary>
internal static class ColumnList
{
    public static LoadedColumn[] Of(SourceTable table, EquatableList<FieldPlace> kept)
    {
        try
        {
            return [.. kept.Select(place => Of(place, table.Csv))];
        }
        catch (Exception error) when (error is FormatException or TimeZoneNotFoundException or InvalidTimeZoneException)
        {
            throw SourceException.Of(table, error.Message);
        }
    }

    /// <summary>One column.</summary>
    public static LoadedColumn Of(FieldPlace place, CsvOptions csv) => place.Column.Type.Kind switch
    {
        ColumnKind.Text => new TextColumn(place, csv),
        ColumnKind.Integer => new IntegerColumn(place, csv),
        ColumnKind.BigInt => new BigIntColumn(place, csv),
        ColumnKind.Decimal => new DecimalColumn(place, csv),
        ColumnKind.Double => new DoubleColumn(place, csv),
        ColumnKind.Boolean => new BooleanColumn(place, csv),
        ColumnKind.Date => new DateColumn(place, csv),
        ColumnKind.Time => new TimeOfDayColumn(place, csv),
        ColumnKind.Timestamp or ColumnKind.TimestampTz => new TimestampColumn(place, csv),
        ColumnKind.Uuid => new UuidColumn(place, csv),
        ColumnKind.Json => new JsonColumn(place, csv),
        var kind => throw new System.Diagnostics.UnreachableException($"No column loads {kind}."),
    };
}
