using System.Globalization;
using Metrics.Domain;

namespace Metrics.Refresh.DataTests;

/// <summary>A source is not older than allowed, by the time of its newest row or, without a column, by when its file was written.</summary>
internal sealed record FreshnessTest(TimeSpan Within, string? Column) : DataTest
{
    public override string Signature => $"freshness({Words(Within)})";

    public override EquatableList<string> Columns => Column is null ? [] : [Column];

    public override bool RunsWhenUnchanged => true;

    // A naive timestamp or a date is taken as UTC.
    public override string BadRows(TestTarget target)
    {
        var written = target.FileWrittenAt is { } at
            ? string.Create(CultureInfo.InvariantCulture, $"timestamptz '{at.UtcDateTime:yyyy-MM-dd HH:mm:ss.ffffff}+00'")
            : "null::timestamptz";
        var loaded = Column is null
            ? $"(select {written} as loaded_at)"
            : $"(select max({Quoted(Column)}::timestamp at time zone 'UTC') as loaded_at from {Filtered(target.Table)} as t)";
        return $"select loaded_at from {loaded} as n where loaded_at is null or loaded_at < now() - interval "
            + $"'{(long)Within.TotalSeconds} seconds'";
    }

    private static string Words(TimeSpan time) =>
        time.TotalDays >= 2 ? $"{time.TotalDays:0.##} days" : time.TotalHours >= 1 ? $"{time.TotalHours:0.##} hours"
            : $"{time.TotalMinutes:0.##} minutes";
}
