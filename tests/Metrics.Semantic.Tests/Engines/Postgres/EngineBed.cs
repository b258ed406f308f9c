using Metrics.Answering.Admission;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Results;
using Metrics.Engines.Postgres;
using Metrics.Semantic.Sql;
using Metrics.Testing;
using Npgsql;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Semantic.Tests.Engines.Postgres;

/// <summary>An engine over a database of its own, and statements as short as a test wants to write them.</summary>
internal sealed class EngineBed : IAsyncDisposable
{
    public EngineBed(PostgresServer? server = null, Func<PostgresSettings, PostgresSettings>? settings = null, LaneSettings? lanes = null)
    {
        ConnectionString = (server ?? PostgresServer.Shared).CreateDatabase();
        var all = new PostgresSettings { ConnectionString = ConnectionString };
        var admission = new Lanes(lanes ?? new LaneSettings(), TimeProvider.System);
        Engine = AdmittedEngine.OverPostgres(settings is null ? all : settings(all), admission, TimeProvider.System);
        Owner = NpgsqlDataSource.Create(ConnectionString);
    }

    public string ConnectionString { get; }

    public AdmittedEngine Engine { get; }

    /// <summary>Connections that may write.</summary>
    public NpgsqlDataSource Owner { get; }

    public Task<Outcome<ResultTable>> AskAsync(
        string sql, IEnumerable<ValueType> types, AnswerLimits? limits = null, long? limit = null, string zone = "UTC",
        CancellationToken ct = default, params StatementParameter[] parameters)
    {
        var columns = types.Select((t, i) => new ResultColumn($"c{i}", t, ColumnRole.Metric)).ToEquatableList();
        return Engine.ExecuteAsync(
            new SqlStatement(sql, parameters.ToEquatableList()), columns, zone, limits ?? AnswerLimits.Default, limit, ct);
    }

    public async Task<ResultTable> TableAsync(string sql, IEnumerable<ValueType> types, string zone = "UTC", long? limit = null)
    {
        var outcome = await AskAsync(sql, types, limit: limit, zone: zone);
        Assert.True(outcome.Succeeded(out var table), outcome.Diagnostics.ToString());
        return table;
    }

    /// <summary>The only column of a statement, null for null.</summary>
    public async Task<object?[]> ColumnAsync(string sql, ValueType type, string zone = "UTC") =>
        Items((await TableAsync(sql, [type], zone)).Values[0]);

    public async Task<Diagnostic> RefusalAsync(
        string sql, ValueType type, AnswerLimits? limits = null, params StatementParameter[] parameters) =>
        Assert.Single((await AskAsync(sql, [type], limits, parameters: parameters)).Diagnostics);

    public async Task OwnerAsync(string sql)
    {
        await using var command = Owner.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Statements of the engine that the server is working on and whose text holds a word.</summary>
    public async Task<long> AtWorkAsync(string word)
    {
        await using var command = Owner.CreateCommand(
            "select count(*) from pg_stat_activity where application_name = 'metrics-api' and state = 'active' and query like '%' || $1 "
            + "|| '%'");
        command.Parameters.AddWithValue(word);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Waits until the server works on that many of them.</summary>
    public Task UntilAtWorkAsync(string word, long count) => Eventually.IsAsync(
        () => AtWorkAsync(word), found => found == count, found => $"{found} of '{word}' at work, not {count}",
        pause: TimeSpan.FromMilliseconds(20));

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        await Owner.DisposeAsync();
    }

    private static object?[] Items(ColumnValues values)
    {
        object[] items = values switch
        {
            ColumnValues.Texts texts => texts.Items.ToArray(),
            ColumnValues.Integers integers => [.. integers.Items.ToArray()],
            ColumnValues.Doubles doubles => [.. doubles.Items.ToArray()],
            ColumnValues.Dates dates => [.. dates.Items.ToArray()],
            ColumnValues.Moments moments => [.. moments.Items.ToArray()],
            _ => throw new InvalidOperationException(values.GetType().Name),
        };
        return items.Select((item, row) => values.IsNull(row) ? null : item).ToArray();
    }
}
