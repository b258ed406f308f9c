using Dapper;
using Metrics.Domain.Results;
using Metrics.Engines.DuckDb;
using Metrics.Semantic.Engine;
using Metrics.Semantic.Sql;
using Metrics.Testing;
using Npgsql;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Semantic.Tests.Engines.DuckDb;

/// <summary>Both engines have rules of zones of their own; over the years that data is of they are the same, to the hour.</summary>
[Trait("Needs", "PostgreSQL")]
public sealed class ZoneTests
{
    [Theory]
    [InlineData("Europe/Berlin")]
    [InlineData("Europe/London")]
    [InlineData("Europe/Moscow")]
    [InlineData("America/New_York")]
    [InlineData("America/Sao_Paulo")]
    [InlineData("America/St_Johns")]
    [InlineData("Asia/Kathmandu")]
    [InlineData("Asia/Tehran")]
    [InlineData("Australia/Lord_Howe")]
    [InlineData("Pacific/Apia")]
    [InlineData("Africa/Casablanca")]
    public async Task Every_half_hour_from_1970_to_2037_is_the_same_local_time_and_every_local_time_the_same_moment(string zone)
    {
        await using var data = NpgsqlDataSource.Create(PostgresServer.Shared.CreateDatabase());
        await using var connection = await data.OpenConnectionAsync();
        await connection.ExecuteAsync("set time zone 'UTC'");
        // Summed with weights, so that two differences do not cancel each other.
        var expected = await connection.QuerySingleAsync<(decimal, decimal)>(
            $"""
            select sum(extract(epoch from m at time zone '{zone}') * (n % 9973)), sum(extract(epoch from (m at time zone 'UTC') at time zone '{zone}') * (n % 9973))
            from (select n, timestamptz 'epoch' + n * interval '30 minutes' as m from generate_series(0, 1192079) as g (n)) as t
            """);
        var folder = Directory.CreateTempSubdirectory("metrics-zones-");
        await using (var engine = DuckDbEngine.Open(new DuckDbSettings { Folder = folder.FullName, Threads = 1 }, _ => null))
        {
            var statement = new SqlStatement(
                $"""
                select cast(sum(epoch(timezone('{zone}', m)) * (n % 9973)) as bigint) as a, cast(sum(epoch(timezone('{zone}', timezone('UTC', m))) * (n % 9973)) as bigint) as b
                from (select n, make_timestamptz(n * 1800000000) as m from range(1192080) as g (n)) as t
                """,
                []) { Types = [DataType.Integer, DataType.Integer] };
            var run = new StatementRun(
                statement,
                [new ResultColumn("a", ValueType.Integer, ColumnRole.Metric), new ResultColumn("b", ValueType.Integer, ColumnRole.Metric)],
                TimeZoneInfo.Utc, new RowCaps(1, 100), null);
            var outcome = await engine.ExecuteAsync(run, default);
            Assert.True(outcome.Succeeded(out var table), $"{outcome.Diagnostics} {string.Join(" ", outcome.Diagnostics.Select(d => d.Cause))}");
            Assert.Equal([$"{expected.Item1:0}", $"{expected.Item2:0}"], Cells.Of(table).Single());
        }

        folder.Delete(recursive: true);
    }
}
