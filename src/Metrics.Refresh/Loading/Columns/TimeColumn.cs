using Metrics.Refresh.Connectors;
using Metrics.Refresh.Loading.Times;
using Metrics.Refresh.Sources;
using Npgsql;
using NpgsqlTypes;

namespace Metrics.Refresh.Loading.Columns;

/// <summary>Times of day without a date, from 00:00 up to a microsecond before 24:00.</summary>
internal sealed class TimeColumn(FieldPlace place, CsvOptions csv) : LoadedColumn(place, csv)
{
    private readonly TimeFormat _format = TimeFormat.OfClock(place.Column.Format);
    private TimeOnly _value;

    protected override string? Parse(ReadOnlySpan<byte> text)
    {
        if (_format.Read(text.Trim((byte)' ')) is not { } moment)
            return $"is no time of day {_format.Description}";
        _value = new TimeOnly(moment.Micros * TimeSpan.TicksPerMicrosecond);
        return null;
    }

    protected override IEnumerable<string> Readers(ReadOnlySpan<byte> text) => Formats(TimeFormatGuess.OfClock(text.Trim((byte)' ')));

    protected override void WriteValue(NpgsqlBinaryImporter importer) => importer.Write(_value, NpgsqlDbType.Time);
}
