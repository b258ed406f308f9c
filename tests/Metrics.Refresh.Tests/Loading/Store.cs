using Metrics.Refresh.Loading;
using Metrics.Refresh.Sources;
using Metrics.Testing;
using Npgsql;

namespace Metrics.Refresh.Tests.Loading;

/// <summary>A database with an empty schema <c>store</c>, and what a load leaves in it.</summary>
internal sealed class Store : IAsyncDisposable
{
    private readonly NpgsqlDataSource _data = NpgsqlDataSource.Create(PostgresServer.Shared.CreateDatabase());
    private bool _ready;
    private int _loads;

    /// <summary>The relation of the latest load.</summary>
    public string Relation => $"r{_loads}";

    public async Task<LoadResult> LoadAsync(SourceTable table, TimeProvider? clock = null)
    {
        await using var connection = await _data.OpenConnectionAsync();
        if (!_ready)
            await ExecuteAsync("create schema store");
        _ready = true;
        _loads++;
        await using var transaction = await connection.BeginTransactionAsync();
        var result = await new TableLoader(clock ?? TimeProvider.System).LoadAsync(table, Relation, connection, CancellationToken.None);
        await transaction.CommitAsync();
        return result;
    }

    /// <summary>The loaded rows as PostgreSQL prints them, one text per row: fields between bars, null as <c>∅</c>.</summary>
    public Task<List<string>> RowsAsync() => TextsAsync(
        $"select (select string_agg(coalesce(value, '∅'), '|' order by ordinality) from json_each_text(to_json(whole)) with ordinality) "
        + $"from store.{Relation} whole");

    public Task<List<string>> RejectsAsync() => TextsAsync(
        $"select concat_ws('|', file, line, coalesce(column_name, '∅'), reason, coalesce(raw, '∅')) from store.{Relation}_rej order by "
        + $"line");

    public async Task<List<string>> TextsAsync(string sql)
    {
        await using var command = _data.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var texts = new List<string>();
        while (await reader.ReadAsync())
            texts.Add(reader.IsDBNull(0) ? "∅" : reader.GetString(0));
        return texts;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = _data.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public ValueTask DisposeAsync() => _data.DisposeAsync();
}
