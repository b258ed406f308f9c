using Metrics.Refresh.Connectors;
using Metrics.Refresh.Loading.Times;
using Metrics.Refresh.Sources;
using Npgsql;
using NpgsqlTypes;

namespace Metrics.Refresh.Loading.Columns;

/// <summary>
/// Calendar dates. A time of day is cut off where the declared format has one, and refused in ISO 8601 unless it is midnight.
/// </summary>
internal sealed class DateColumn(FieldPlace place, CsvOptions csv) : LoadedColumn(place, csv)
{
    private readonly TimeFormat _format = TimeFormat.Of(place.Column.Format);
    private readonly bool _declared = place.Column.Format is not null;
    private int _days;

    protected override long? Micros => _days * TimeSpan.TicksPerDay / TimeSpan.TicksPerMicrosecond;

    protected override string? Parse(ReadOnlySpan<byte> text)
    {
        if (_format.Read(text.Trim((byte)' ')) is not { } moment)
            return _declared ? $"is not a date {_format.Description}" : "is not a date of the form YYYY-MM-DD";
        if (!_declared && (!moment.IsMidnight || moment.OffsetMinutes is not null))
        {
            return moment.OffsetMinutes is null ? "is a date and a time of day, and the column is a date: 'type: timestamp' keeps both"
                : "is a date and a time of day with an offset, and the column is a date: 'type: timestamptz' keeps them";
        }

        _days = moment.Days;
        return null;
    }

    // Types that keep the time of day come first, formats that cut it off second.
    protected override IEnumerable<OtherDeclaration> Readers(ReadOnlySpan<byte> text)
    {
        text = text.Trim((byte)' ');
        return OtherDeclaration.OfMoment(text, mayBeIso: !_declared).Concat(Formats(TimeFormatGuess.OfDate(text)));
    }

    protected override void WriteValue(NpgsqlBinaryImporter importer) => importer.Write(_days, NpgsqlDbType.Date);
}
