using Metrics.Domain.Diagnostics;
using Metrics.Domain.Results;
using Metrics.Testing;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Semantic.Tests.Engines.Postgres;

[Trait("Needs", "PostgreSQL")]
public sealed class TimeTests : IAsyncDisposable
{
    private const string Madrid = "Europe/Madrid";
    private readonly EngineBed _bed = new();

    public ValueTask DisposeAsync() => _bed.DisposeAsync();

    [Fact]
    public async Task Days_are_days() => Assert.Equal(
        [new DateOnly(2026, 2, 28), null, new DateOnly(1, 1, 1), new DateOnly(9999, 12, 31)],
        await _bed.ColumnAsync(
            "select x from (values (1, '2026-02-28'::date), (2, null), (3, '0001-01-01'), (4, '9999-12-31')) t (i, x) order by i",
            ValueType.Date));

    [Fact]
    public async Task Times_no_calendar_holds_become_null_with_one_warning_a_column()
    {
        var table = await _bed.TableAsync(
            """
            select d, d::timestamp, t from (values
              (1, 'infinity'::date, 'infinity'::timestamptz), (2, '-infinity', '-infinity'),
              (3, '0044-03-15 BC', '0044-03-15 BC'), (4, '20000-01-01', '20000-01-01'),
              (5, '2026-01-01', '2026-01-01')) v (i, d, t) order by i
            """, [ValueType.Date, ValueType.Timestamp, ValueType.Timestamp]);
        const string why = "infinite times, and those outside the years 1 to 9999, became null";
        Assert.Equal([$"c0: {why}", $"c1: {why}", $"c2: {why}"], table.Warnings);
        foreach (var column in table.Values)
            Assert.Equal([true, true, true, true, false], Enumerable.Range(0, 5).Select(column.IsNull));
    }

    [Fact]
    public async Task Moments_carry_the_offset_of_the_zone_on_both_sides_of_a_clock_change()
    {
        // 2026-03-29: 02:00 becomes 03:00. 2026-10-25: 03:00 becomes 02:00.
        var moments = await _bed.ColumnAsync(
            """
            select x from (values (1, '2026-03-29 00:59:59Z'::timestamptz), (2, '2026-03-29 01:00:00Z'), (3, '2026-10-25 00:30:00Z'),
                                  (4, '2026-10-25 01:30:00Z'), (5, '2026-07-01 12:00:00.123456Z'), (6, null)) t (i, x) order by i
            """, ValueType.Timestamp, Madrid);
        Assert.Equal(
            [
                At("2026-03-29T01:59:59+01:00"), At("2026-03-29T03:00:00+02:00"), At("2026-10-25T02:30:00+02:00"),
                At("2026-10-25T02:30:00+01:00"), At("2026-07-01T14:00:00.123456+02:00"), null,
            ],
            moments.Select(Exact));
    }

    [Fact]
    public async Task Local_times_get_the_offset_of_the_zone()
    {
        var moments = await _bed.ColumnAsync(
            "select x from (values (1, '2026-01-01 00:00'::timestamp), (2, '2026-07-01 00:00'), (3, '2026-10-25 02:30')) t (i, x) "
                + "order by i",
            ValueType.Timestamp, Madrid);
        Assert.Equal(
            [At("2026-01-01T00:00:00+01:00"), At("2026-07-01T00:00:00+02:00"), At("2026-10-25T02:30:00+01:00")], moments.Select(Exact));
    }

    [Fact]
    public async Task Random_moments_are_the_instants_and_local_times_that_the_server_says_they_are()
    {
        var seed = Draws.Seed(141);
        string[] zones = ["UTC", Madrid, "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia"];
        foreach (var zone in zones)
        {
            // The server's own local time and seconds since 1970 beside each moment.
            var table = await _bed.TableAsync(
                $"""
                select t, (t at time zone '{zone}')::text, extract(epoch from t)::bigint
                from (select setseed({seed % 1000 / 1000.0})) s,
                     lateral (select '1975-01-01Z'::timestamptz + make_interval(secs => floor(random() * 1800000000)) as t
                         from generate_series(1, 2000)) x
                """, [ValueType.Timestamp, ValueType.String, ValueType.Integer], zone);
            var (moments, locals, seconds) =
                ((ColumnValues.Moments)table.Values[0], (ColumnValues.Texts)table.Values[1], (ColumnValues.Integers)table.Values[2]);
            for (var row = 0; row < table.RowCount; row++)
            {
                Assert.True(seconds.Items[row] == moments.Items[row].ToUnixTimeSeconds(), $"seed {seed}, {zone}, row {row}");
                Assert.True(
                    locals.Items[row] == $"{moments.Items[row]:yyyy-MM-dd HH:mm:ss}",
                    $"seed {seed}, {zone}, {locals.Items[row]} but {moments.Items[row]}");
            }
        }
    }

    [Fact]
    public async Task A_zone_nobody_knows_is_refused() =>
        Assert.Equal(
            DiagnosticCode.MalformedRequest,
            Assert.Single((await _bed.AskAsync("select 1", [ValueType.Integer], zone: "Mars/Olympus")).Diagnostics).Code);

    // DateTimeOffset's own equality ignores the offset.
    private static string? At(string iso) => Exact(DateTimeOffset.Parse(iso, System.Globalization.CultureInfo.InvariantCulture));

    private static string? Exact(object? moment) => moment is DateTimeOffset at ? at.ToString("O") : null;
}
