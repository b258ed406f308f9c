using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Refresh.Sql;
using Npgsql;

namespace Metrics.Refresh.DataTests;

/// <summary>Runs a table's tests against a version that is not published yet, or against the published one.</summary>
internal static class DataTestRun
{
    private const int SampledRows = 5;
    private const int LongestValue = 200;

    public static async Task<IReadOnlyList<TestOutcome>> RunAsync(
        NpgsqlConnection connection, IEnumerable<DataTest> tests, TestTarget target, CancellationToken ct)
    {
        var outcomes = new List<TestOutcome>();
        foreach (var test in tests)
            outcomes.Add(await RunAsync(connection, test, target, ct));
        return outcomes;
    }

    private static async Task<TestOutcome> RunAsync(NpgsqlConnection connection, DataTest test, TestTarget target, CancellationToken ct)
    {
        const string Before = "select count(*) from (\n";
        try
        {
            var sql = test.Query(target);
            await using var command = new NpgsqlCommand($"{Before}{sql}\n) as bad", connection) { CommandTimeout = 0 };
            var outcome = new TestOutcome(test, (long)(await command.ExecuteScalarAsync(ct))!, null);
            return outcome.Passed || outcome.BadRows == 0 ? outcome
                : outcome with { Samples = await SampleAsync(connection, test, sql, target, ct) };
        }
        catch (PostgresException e) when (e.SqlState != PostgresErrorCodes.AdminShutdown)
        {
            return CouldNot(test, e.MessageText, test.PlaceOf(target, e.Position - 1 - Before.Length));
        }
        catch (MissingTableException e)
        {
            return CouldNot(test, e.Message, test.Location);
        }
    }

    private static TestOutcome CouldNot(DataTest test, string why, SourceLocation at) => new(test, 0, $"{why} ({at})");

    // Samples are shown to people, so secret columns are left out and long values are cut.
    private static async Task<EquatableList<string>> SampleAsync(
        NpgsqlConnection connection, DataTest test, string sql, TestTarget target, CancellationToken ct)
    {
        if (test.YieldsOwnColumns && target.Secrets.Count > 0)
            return [];
        var secret = target.Secrets.Count == 0 ? "false"
            : $"c.key in ({string.Join(", ", target.Secrets.Order(StringComparer.Ordinal).Select(SqlSpelling.Literal))})";
        await using var command = new NpgsqlCommand(
            $"""
            select (select coalesce(jsonb_object_agg(c.key,
                      case when length(c.value #>> '{"{}"}') > {LongestValue}
                        then to_jsonb(left(c.value #>> '{"{}"}', {LongestValue}) || '…') else c.value end), '{"{}"}')
                    from jsonb_each(to_jsonb(bad)) as c where not ({secret}))::text
            from (
            {sql}
            ) as bad limit {SampledRows}
            """, connection) { CommandTimeout = 0 };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<string>();
        while (await reader.ReadAsync(ct))
            rows.Add(reader.GetString(0));
        return rows.ToEquatableList();
    }
}

/// <summary>A test reads a table that has no version yet.</summary>
internal sealed class MissingTableException(string table) : Exception($"'{table}' has no version to test");
