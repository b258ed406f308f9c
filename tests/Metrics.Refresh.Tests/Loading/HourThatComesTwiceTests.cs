using Metrics.Refresh.Sources;
using Metrics.Testing;
using static Metrics.Refresh.Tests.Loading.CsvSource;

namespace Metrics.Refresh.Tests.Loading;

public sealed class HourThatComesTwiceTests
{
    private static readonly string[] Zones =
    [
        "Europe/Madrid", "Europe/London", "Europe/Dublin", "Europe/Moscow", "America/New_York", "America/Sao_Paulo", "Australia/Lord_Howe",
        "Africa/Casablanca", "Pacific/Apia", "Asia/Tehran", "America/Caracas", "Antarctica/Troll", "Asia/Pyongyang",
    ];

    [Fact]
    public async Task A_local_time_is_one_instant_whether_a_column_or_a_semantic_model_says_its_zone()
    {
        using var bed = new RefreshBed();
        bed.Write("data/a.csv", "id,at\n1,2026-10-25 02:30:00\n2,2026-10-25 02:30:00+02:00\n").Write("p/sources.yml", """
            sources:
              - name: p
                path: data
                tables:
                  - {name: a, file: a.csv, max_rejected: 50%, columns: [{name: id, type: integer}, {name: at, type: timestamp}]}
                  - name: b
                    file: a.csv
                    columns: [{name: id, type: integer}, {name: at, type: timestamp, time_zone: Europe/Madrid}]
            """).Write("p/models/gold/fct_b.sql", "/* key: id */ select * from {{ source('p', 'b') }}");
        var report = await bed.SucceedAsync();
        // at time zone is what the semantic layer writes for a model's time_zone.
        Assert.Equal("2026-10-25 01:30:00 01:30:00", await bed.ScalarAsync<string>(
            """
            select to_char(a.at at time zone 'Europe/Madrid' at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS ')
              || to_char(b.at at time zone 'UTC', 'HH24:MI:SS')
            from bronze.p__a a join bronze.p__b b using (id)
            """));
        Assert.Contains(
            report.Warnings, w => w.StartsWith("1 rows of p__b have a local time that the clocks showed twice", StringComparison.Ordinal));
        // Whatever is built on it says so in its answers.
        Assert.Equal(1, await bed.ScalarAsync<long>(
            "select (r ->> 'twice')::bigint from ops.api_table, jsonb_array_elements(rejected) as r where model = 'fct_b'"));
    }

    [Fact]
    public async Task Every_change_of_clocks_is_read_as_postgres_reads_it()
    {
        await using var store = new Store();
        foreach (var zone in Zones)
        {
            var info = TimeZoneInfo.FindSystemTimeZoneById(zone);
            var locals = new List<DateTime>();
            for (var at = new DateTime(1998, 1, 1, 0, 0, 0, DateTimeKind.Utc); at.Year < 2027; at = at.AddHours(6))
            {
                if (info.GetUtcOffset(at) == info.GetUtcOffset(at.AddHours(6)))
                    continue;
                for (var minute = -120; minute <= 720; minute += 15)
                    locals.Add(DateTime.SpecifyKind(at + info.GetUtcOffset(at) + TimeSpan.FromMinutes(minute), DateTimeKind.Unspecified));
            }

            using var source = new CsvSource(Column("local", ColumnKind.Timestamp), Column("x", ColumnKind.Timestamp, zone: zone))
                .Holding("local,x\n" + string.Concat(locals.Select(l => $"{l:yyyy-MM-dd HH:mm:ss},{l:yyyy-MM-dd HH:mm:ss}\n")));
            var result = await store.LoadAsync(source.Table);
            Assert.True(locals.Count == 0 || result.Loaded > 0, zone);
            Assert.Equal([$"0 {result.Twice}"], await store.TextsAsync($"""
                select count(*) filter (where x is distinct from local at time zone '{zone}') || ' '
                  || count(*) filter (where exists (
                    select from generate_series(-180, 180, 15) as m
                    where m <> 0 and (x + make_interval(mins => m)) at time zone '{zone}' = local))
                from store.{store.Relation}
                """));
        }
    }
}
