using System.Globalization;
using System.Runtime.CompilerServices;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Results;
using Metrics.Engines.DuckDb;
using Metrics.Semantic.Engine;
using Metrics.Semantic.Portable;
using Metrics.Semantic.Sql;
using Npgsql;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Semantic.Tests.Engines.DuckDb;

/// <summary>
/// PostgreSQL with DuckDB beside it, over the same rows: what the one has answered the other is asked too, and has to say the same, or to
/// name the word that only PostgreSQL knows.
/// </summary>
internal sealed class BothEngines(IEngine first, NpgsqlDataSource data) : IEngine, IDialect
{
    private static readonly Lock Reporting = new();
    private readonly ConditionalWeakTable<SqlStatement, SqlSelect> _selects = [];
    private readonly SemaphoreSlim _one = new(1);
    private ColumnarCopy? _copy;

    /// <summary>The reason of the last statement; null when both gave the same.</summary>
    public string? LastReason { get; private set; }

    public IDialect Dialect => this;

    public SqlStatement Write(SqlSelect select)
    {
        var statement = first.Dialect.Write(select);
        _selects.Add(statement, select);
        return statement;
    }

    public Task<string> ZoneRulesAsync(string zone, CancellationToken ct) => first.ZoneRulesAsync(zone, ct);

    public Task<TimeSpan?> EstimateAsync(SqlStatement statement, CancellationToken ct) => first.EstimateAsync(statement, ct);

    public async Task<Outcome<ResultTable>> ExecuteAsync(StatementRun run, CancellationToken ct)
    {
        var outcome = await first.ExecuteAsync(run, ct);
        if (outcome.Succeeded(out var table))
            await CheckAsync(run, table);
        return outcome;
    }

    public async Task<Outcome<KeyedTable>> ExecuteAsync(StatementRun run, string changeKey, CancellationToken ct)
    {
        var outcome = await first.ExecuteAsync(run, changeKey, ct);
        if (outcome.Succeeded(out var keyed))
            await CheckAsync(run, keyed.Table);
        return outcome;
    }

    public Task<Outcome<ChangeKeyValue>> ReadChangeKeyAsync(string changeKey, bool isCrowded, CancellationToken ct) =>
        first.ReadChangeKeyAsync(changeKey, isCrowded, ct);

    public Task<Outcome<RowStream>> StreamAsync(StatementRun run, CancellationToken ct) => first.StreamAsync(run, ct);

    public async ValueTask DisposeAsync()
    {
        await first.DisposeAsync();
        if (_copy is not null)
            await _copy.DisposeAsync();
    }

    /// <summary>How DuckDB spells a statement of PostgreSQL's, and how it would carry it out.</summary>
    public async Task<(string Text, string Plan)> ExplainSecondAsync(SqlStatement statement)
    {
        Assert.True(_selects.TryGetValue(statement, out var select));
        await _copy!.RefreshAsync();
        var written = _copy.Engine.Dialect.Write(select);
        using var connection = _copy.Engine.Connect();
        using var command = connection.CreateCommand();
        command.CommandText = $"explain {written.Text}";
        foreach (var parameter in written.Parameters)
            command.Parameters.Add(new DuckDB.NET.Data.DuckDBParameter(parameter.Value));
        using var reader = command.ExecuteReader();
        Assert.True(reader.Read());
        return (written.Text, reader.GetString(1));
    }

    private async Task CheckAsync(StatementRun run, ResultTable given)
    {
        // One at a time, since tables are copied; and without the caller's clock, which is for the first engine.
        await _one.WaitAsync(CancellationToken.None);
        try
        {
            _copy ??= new ColumnarCopy(data);
            await _copy.RefreshAsync();
            LastReason = await SecondAsync(run, given);
            Report(LastReason ?? "");
        }
        finally
        {
            _one.Release();
        }
    }

    // For docs/engines.md: one line a statement, empty when both gave the same.
    private static void Report(string reason)
    {
        if (Environment.GetEnvironmentVariable("METRICS_ENGINES_REPORT") is not { Length: > 0 } file)
            return;
        lock (Reporting)
            File.AppendAllText(file, reason + "\n");
    }

    private async Task<string?> SecondAsync(StatementRun run, ResultTable given)
    {
        SqlStatement written;
        try
        {
            written = _copy!.Engine.Dialect.Write(_selects.TryGetValue(run.Statement, out var select) ? select
                : throw new NotPortableException("a statement of another kind"));
        }
        catch (NotPortableException foreign)
        {
            return foreign.Word;
        }

        var outcome = await _copy.Engine.ExecuteAsync(run with { Statement = written }, CancellationToken.None);
        // It is said, and never rounded.
        if (outcome.Diagnostics.Any(d =>
            d.Message == DuckDbFailure.TooWide))
            return "a number of more than 38 digits";
        Assert.True(outcome.Succeeded(out var table),
            $"{outcome.Diagnostics} {string.Join(" ", outcome.Diagnostics.Select(d => d.Cause?.Full))}\n{written}");
        AssertEqual(given, table, written);
        await StreamedAsync(run with { Statement = written }, table);
        return null;
    }

    // The same rows come part by part too.
    private async Task StreamedAsync(StatementRun run, ResultTable whole)
    {
        var begun = await _copy!.Engine.StreamAsync(run, CancellationToken.None);
        Assert.True(begun.Succeeded(out var stream), begun.Diagnostics.ToString());
        await using (stream)
        {
            var rows = new List<string[]>();
            while (true)
            {
                var next = await stream.NextAsync(CancellationToken.None);
                Assert.True(next.Succeeded(out var part), next.Diagnostics.ToString());
                if (part.RowCount == 0)
                    break;
                rows.AddRange(Cells.Of(part, everyDigit: true));
            }

            Assert.Equal(Cells.Of(whole, everyDigit: true), rows);
        }
    }

    private static void AssertEqual(ResultTable first, ResultTable second, SqlStatement statement)
    {
        var (expected, given) = (Cells.Of(first, everyDigit: true).ToList(), Cells.Of(second, everyDigit: true).ToList());
        for (var row = 0; row < Math.Max(expected.Count, given.Count); row++)
        {
            string Row(List<string[]> rows) => row < rows.Count ? string.Join(" | ", rows[row]) : "none";
            if (row >= expected.Count || row >= given.Count || !expected[row].Zip(given[row], first.Columns).All(c =>
                AreEqual(c.First, c.Second, c.Third.Type)))
                Assert.Fail(
                    $"row {row}: PostgreSQL gives {Row(expected)}, DuckDB {Row(given)}; rows {expected.Count} and "
                    + $"{given.Count}\n{statement}");
        }

        Assert.Equal(first.HasMore, second.HasMore);
        Assert.Equal(first.Warnings, second.Warnings);
    }

    // Doubles are summed in another order.
    private static bool AreEqual(string one, string other, ValueType type)
    {
        if (one == other || type != ValueType.Double || one.Length == 0 || other.Length == 0)
            return one == other;
        var (a, b) = (double.Parse(one, CultureInfo.InvariantCulture), double.Parse(other, CultureInfo.InvariantCulture));
        return Math.Abs(a - b) <= 1e-9 * Math.Max(Math.Abs(a), Math.Abs(b));
    }
}
