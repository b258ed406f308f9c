using System.Globalization;
using System.Text;

namespace Metrics.Refresh.Tests.Versions;

/// <summary>
/// Incremental models of every kind over a source that grows, each beside a plain table of the same query to be held against.
/// </summary>
internal sealed class GrowthProject
{
    public static readonly string[] Models = ["facts", "by_store", "by_day", "last_three_days", "whole"];

    private readonly RefreshBed _bed;
    private readonly Random _random;
    private readonly SortedDictionary<int, (string? Store, int Amount, DateOnly? At)> _events = [];
    private int _files;

    public GrowthProject(RefreshBed bed, Random random, string settings = "")
    {
        (_bed, _random) = (bed, random);
        var refresh = $"{{parallelism: 3, keep_versions: 4, longest_statement: 1ms, lease: 15s{settings}}}";
        bed.Write("metrics.yml", $"name: grow\nrefresh: {refresh}\n")
            .Write("p/sources.yml", """
                sources:
                  - name: raw
                    path: data
                    tables:
                      - name: events
                        file: events/*.csv
                        load: append_new_files
                        merge: by_key
                        deleted_when: op = 'D'
                        key: id
                        columns: [{name: id, type: integer}, {name: store, type: text}, {name: amount, type: "decimal(12,2)"},
                """ + """
                 {name: at, type: date}, {name: op, type: text}]
                      - name: stores
                        key: name
                        columns: [{name: name, type: text}, {name: region, type: text}]
                """)
            .Write(
                "p/models/silver/clean.sql",
                "/* materialization: ephemeral */ select id as event_id, nullif(btrim(store), '') as store, amount, at "
                + "from {{ source('raw', 'events') }}");
        Model("facts", "event_id", "{from: raw__events, match: {event_id: id}}",
            "select c.event_id, c.store, s.region, c.amount, c.at from {{ ref('clean') }} as c "
            + "left join {{ source('raw', 'stores') }} as s on s.name = c.store");
        Model("by_store", "store_name", "{from: facts, match: {store_name: \"coalesce(store, '-')\"}}",
            "select coalesce(store, '-') as store_name, max(store) as store, sum(amount)::numeric(14,2) as amount, count(*) as events, "
            + "min(at) as first_at from {{ ref('facts') }} group by 1");
        Model("by_day", "[day, region]", "{from: facts, time: at, column: day, window: day}",
            "select at as day, coalesce(region, '?') as region, sum(amount)::numeric(14,2) as amount from {{ ref('facts') }} "
            + "where at is not null group by 1, 2");
        Model("last_three_days", "day", "{from: facts, time: at, column: day, window: day, lookback: 2 days}", """
            select d.day, (select sum(f.amount) from {{ ref('facts') }} as f
                           where f.at between d.day - 2 and d.day)::numeric(14,2) as amount
            from (select distinct at as day from {{ ref('facts') }} as g where at is not null) as d
            """);
        Model("whole", "store", null,
            "select coalesce(store, '') as store, rank() over (order by sum(amount) desc, coalesce(store, '')) as place "
            + "from {{ ref('facts') }} group by 1");
    }

    /// <summary>The rows that all files together leave, as the files say.</summary>
    public IEnumerable<string> Expected => _events.Select(e => string.Create(
        CultureInfo.InvariantCulture,
        $"{e.Key}|{e.Value.Store ?? "∅"}|{e.Value.Amount}.00|"
        + $"{(e.Value.At is { } at ? at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : "∅")}"));

    public void WriteStores()
    {
        var csv = new StringBuilder("name,region\n");
        foreach (var store in Stores().Where(_ => _random.Next(4) > 0))
            csv.Append($"{store},{(_random.Next(2) == 0 ? "east" : "west")}\n");
        _bed.Write("data/stores.csv", csv.ToString());
    }

    /// <summary>A file of new, changed, late and deleted events.</summary>
    public void WriteEvents()
    {
        var csv = new StringBuilder("id,store,amount,at,op\n");
        for (var i = _random.Next(1, 30); i > 0; i--)
        {
            var id = _random.Next(2) == 0 && _events.Count > 0 ? _events.Keys.ElementAt(_random.Next(_events.Count)) : _random.Next(1, 200);
            if (_random.Next(6) == 0)
            {
                _events.Remove(id);
                csv.Append($"{id},,,,D\n");
                continue;
            }

            var store = _random.Next(8) == 0 ? null : Stores().ElementAt(_random.Next(5));
            var at = _random.Next(12) == 0 ? (DateOnly?)null : new DateOnly(2026, 1, 1).AddDays(_random.Next(20));
            var row = (store, _random.Next(1, 100), at);
            _events[id] = row;
            csv.Append(string.Create(
                CultureInfo.InvariantCulture,
                $"{id},{store},{row.Item2},{at?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)},U\n"));
        }

        _bed.Write($"data/events/{++_files:D4}.csv", csv.ToString());
    }

    private static IEnumerable<string> Stores() => "NSEWC".Select(c => c.ToString());

    private void Model(string name, string key, string? increment, string sql)
    {
        _bed.Write(
            $"p/models/gold/{name}.sql",
            $"/*\nmaterialization: incremental\nkey: {key}\n{(increment is null ? "" : $"increment: {increment}\n")}*/ {sql}");
        _bed.Write($"p/models/gold/{name}_plain.sql", $"/* key: {key} */ {sql}");
    }
}
