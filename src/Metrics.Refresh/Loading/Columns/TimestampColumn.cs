using Metrics.Refresh.Connectors;
using Metrics.Refresh.Loading.Times;
using Metrics.Refresh.Sources;
using Npgsql;
using NpgsqlTypes;

namespace Metrics.Refresh.Loading.Columns;

/// <summary>Dates with a time of day: instants when the type or a time zone says so, else local times as written.</summary>
internal sealed class TimestampColumn : LoadedColumn
{
    private readonly TimeFormat _format;
    private readonly LocalClock? _clock;
    private readonly bool _instant;
    private readonly string _unreadable;
    private readonly string _skipped;
    private long _micros;
    private bool _isTwice;

    public TimestampColumn(FieldPlace place, CsvOptions csv)
        : base(place, csv)
    {
        var (column, zone) = (place.Column, place.Column.TimeZone);
        _format = TimeFormat.Of(column.Format);
        _clock = zone is null ? null : new LocalClock(TimeZoneInfo.FindSystemTimeZoneById(zone));
        _instant = column.Type.Kind == ColumnKind.TimestampTz || zone is not null;
        _unreadable = $"is not a timestamp {_format.Description}";
        _skipped = $"does not exist in {zone}: the clocks skip it";
    }

    public override bool HasClock => _clock is not null;

    protected override bool IsShownTwice => _isTwice;

    protected override string SqlType => new ColumnType(_instant ? ColumnKind.TimestampTz : ColumnKind.Timestamp).Sql;

    protected override long? Micros => _micros;

    protected override string? Parse(ReadOnlySpan<byte> text)
    {
        _isTwice = false;
        if (_format.Read(text.Trim((byte)' ')) is not { } moment)
            return _unreadable;
        if (!_instant)
        {
            _micros = moment.Micros;
            return moment.OffsetMinutes is null ? null
                : "has an offset, and the column is a timestamp without one: 'type: timestamptz' keeps it";
        }

        if (moment.OffsetMinutes is { } minutes)
        {
            _micros = moment.Micros - (minutes * 60_000_000L);
            return null;
        }

        if (_clock is null)
            return "has no offset, and the column declares no time zone: set 'time_zone' to the zone of its clock";
        if (_clock.ToUtc(moment, out _isTwice) is not { } utc)
            return _skipped;
        _micros = utc;
        return null;
    }

    // No other declaration reads a local time that the clocks skip.
    protected override IEnumerable<OtherDeclaration> Readers(ReadOnlySpan<byte> text)
    {
        text = text.Trim((byte)' ');
        if (_format.Read(text) is { } moment)
            return _clock is null ? [OtherDeclaration.Moment(hasOffset: moment.OffsetMinutes is not null)] : [];
        return TimeFormatGuess.OfTimestamp(text).Select(f => _clock is not null || f.EndsWith('Z') == _instant
            ? OtherDeclaration.Format(f) : OtherDeclaration.Moment(f.EndsWith('Z'), f));
    }

    // Written as the protocol's microseconds: as a DateTime the first moment of year 1 would become minus infinity.
    protected override void WriteValue(NpgsqlBinaryImporter importer) =>
        importer.Write(_micros, _instant ? NpgsqlDbType.TimestampTz : NpgsqlDbType.Timestamp);
}
