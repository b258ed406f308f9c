using Npgsql;

namespace Metrics.Refresh.DataTests;

/// <summary>Runs the tests of one table against a version that nobody sees yet, or one that is published.</summary>
internal static class DataTestRun
{
    public static async Task<IReadOnlyList<TestOutcome>> RunAsync(NpgsqlConnection connection, IEnumerable<DataTest> tests, TestTarget target, CancellationToken ct)
    {
        var outcomes = new List<TestOutcome>();
        foreach (var test in tests)
            outcomes.Add(await RunAsync(connection, test, target, ct));
        return outcomes;
    }

    private static async Task<TestOutcome> RunAsync(NpgsqlConnection connection, DataTest test, TestTarget target, CancellationToken ct)
    {
        try
        {
            await using var command = new NpgsqlCommand($"select count(*) from (\n{test.Query(target)}\n) as bad", connection) { CommandTimeout = 0 };
            return new TestOutcome(test, (long)(await command.ExecuteScalarAsync(ct))!, null);
        }
        catch (PostgresException e) when (e.SqlState != PostgresErrorCodes.AdminShutdown)
        {
            return new TestOutcome(test, 0, e.MessageText);
        }
        catch (MissingTableException e)
        {
            return new TestOutcome(test, 0, e.Message);
        }
    }
}

/// <summary>A test looks at a table that has no version yet.</summary>
internal sealed class MissingTableException(string table) : Exception($"'{table}' has no version to look at");
