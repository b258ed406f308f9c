using System.Collections.Concurrent;
using Metrics.Domain.Results;
using Metrics.Engines.DuckDb;
using Metrics.Engines.Postgres;
using Metrics.Semantic.Portable;
using Metrics.Semantic.Sql;
using Metrics.Testing;

namespace Metrics.Semantic.Tests.Engines.DuckDb;

/// <summary>Each engine has rules of zones of its own; where they are not the same, only the store of the tables is asked.</summary>
[Trait("Needs", "PostgreSQL")]
public sealed class ZoneTests
{
    private static readonly ConcurrentDictionary<string, string> Seen = new(StringComparer.Ordinal);

    [Theory]
    [InlineData("Europe/Berlin")]
    [InlineData("America/New_York")]
    [InlineData("Asia/Kathmandu")]
    [InlineData("Australia/Lord_Howe")]
    public async Task Every_hour_from_1900_to_2037_is_the_same_on_both_engines(string zone)
    {
        var (one, other) = await RulesAsync(zone);
        Assert.Equal(one, other);
        Assert.True(Seen.TryAdd(one, zone), $"{zone} has the rules of {Seen[one]}");
    }

    [Fact]
    public async Task A_zone_of_other_rules_is_the_stores_alone()
    {
        var select = new SqlSelect
        {
            Items = [new SqlItem(new SqlExpression.ToLocal(new SqlExpression.Null(DataType.Instant), "Africa/Casablanca"), "at")],
            From = new SqlSource.Nothing("nothing"),
        };
        var folder = Directory.CreateTempSubdirectory("metrics-zones-");
        await using (var engine = DuckDbEngine.Open(new DuckDbSettings { Folder = folder.FullName, Threads = 1 }, new NoTables()))
        {
            Assert.Equal("zone Africa/Casablanca", Assert.Throws<NotPortableException>(() => engine.Dialect.Write(select)).Word);
            Assert.Equal("no zone of its own", await engine.ZoneRulesAsync("Mars/Olympus", default));
        }

        folder.Delete(recursive: true);
    }

    private static async Task<(string First, string Second)> RulesAsync(string zone)
    {
        await using var store = new PostgresEngine(new PostgresSettings { ConnectionString = PostgresServer.Shared.CreateDatabase() },
            TimeProvider.System);
        var folder = Directory.CreateTempSubdirectory("metrics-zones-");
        try
        {
            await using var engine = DuckDbEngine.Open(new DuckDbSettings { Folder = folder.FullName, Threads = 1 }, new NoTables());
            return (await store.ZoneRulesAsync(zone, default), await engine.ZoneRulesAsync(zone, default));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
