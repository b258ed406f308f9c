using Metrics.Domain;
using Metrics.Refresh.Connectors;
using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Loading.Columns;

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
