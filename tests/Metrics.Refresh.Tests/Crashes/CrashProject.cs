using System.Text;

namespace Metrics.Refresh.Tests.Crashes;

/// <summary>One source, two facts built from it; every row carries the generation of the file it came from.</summary>
internal static class CrashProject
{
    public const int Rows = 20_000;

    public static readonly string[] Tables = ["left_fact", "right_fact"];

    public static RefreshBed Write(RefreshBed bed) => bed
        .Write("metrics.yml", "name: crash\nrefresh: {parallelism: 2, keep_versions: 2, longest_statement: 30s}\n")
        .Write(
            "p/sources.yml",
            "sources: [{name: raw, path: data, tables: [{name: events, key: id, columns: [{name: id, type: bigint}, {name: generation, "
            + "type: bigint}, {name: bad, type: boolean}]}]}]")
        .Write("p/models/silver/clean.sql", "/* key: id */ select id, generation, bad from {{ source('raw', 'events') }}")
        .Write("p/models/gold/left_fact.sql", "/* key: id */ select id, generation from {{ ref('clean') }}")
        .Write(
            "p/models/gold/right_fact.sql",
            "/*\nkey: id\ntests: [{expression: not bad}]\n*/ select id, generation, bad from {{ ref('clean') }}");

    /// <summary>The next day's file; a bad one makes the test of <c>right_fact</c> fail, so that only <c>left_fact</c> moves.</summary>
    public static void WriteGeneration(RefreshBed bed, long generation, bool bad)
    {
        var csv = new StringBuilder("id,generation,bad\n");
        for (var i = 0; i < Rows; i++)
            csv.Append($"{i},{generation},{(bad && i == 7 ? "true" : "false")}\n");
        bed.Write("data/events.csv", csv.ToString());
    }
}
