using Metrics.Refresh.Connectors;
using Metrics.Refresh.Loading.Times;
using Metrics.Refresh.Sources;
using Npgsql;
using NpgsqlTypes;

namespace Metrics.Refresh.Loading.Columns;

/// <summary>Times of day without a date, from 00:00 to 24:00, the closing time of what is open until the day ends.</summary>
internal sealed class TimeOfDayColumn(FieldPlace place, CsvOptions csv) : LoadedColumn(place, csv)
{
    private readonly TimeFormat _format = TimeFormat.OfClock(place.Column.Format);
    private readonly bool _declared = place.Column.Format is not null;
    private TimeSpan _value;

    protected override string? Parse(ReadOnlySpan<byte> text)
    {
        text = text.Trim((byte)' ');
        if (_format.Read(text) is { } moment)
            _value = new TimeSpan(moment.Micros * TimeSpan.TicksPerMicrosecond);
        else if (text.SequenceEqual("24:00"u8) || text.SequenceEqual("24:00:00"u8))
            _value = TimeSpan.FromHours(24);
        else
            return $"is not a time of day {_format.Description}";
        return null;
    }

    protected override IEnumerable<OtherDeclaration> Readers(ReadOnlySpan<byte> text)
    {
        text = text.Trim((byte)' ');
        return Formats(TimeFormatGuess.OfClock(text)).Concat(OtherDeclaration.OfMoment(text, mayBeIso: !_declared));
    }

    protected override void WriteValue(NpgsqlBinaryImporter importer) => importer.Write(_value, NpgsqlDbType.Time);
}
