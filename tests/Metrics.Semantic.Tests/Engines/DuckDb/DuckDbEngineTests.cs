using DuckDB.NET.Data;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Results;
using Metrics.Engines.DuckDb;
using Metrics.Semantic.Engine;
using Metrics.Semantic.Portable;
using Metrics.Semantic.Sql;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Semantic.Tests.Engines.DuckDb;

/// <summary>What DuckDB is let do, and how its statements end.</summary>
public sealed class DuckDbEngineTests : IAsyncLifetime
{
    private const string Long = "select count(*) as c from range(10000000) as a(x), range(10000000) as b(y) where x + y < 0";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("metrics-duckdb-");
    private readonly DirectoryInfo _other = Directory.CreateTempSubdirectory("metrics-duckdb-other-");
    private readonly List<Diagnostic> _failed = [];
    private DuckDbEngine _engine = null!;

    public Task InitializeAsync()
    {
        _engine = DuckDbEngine.Open(new DuckDbSettings { Folder = _folder.FullName, MemoryMiB = 128, Threads = 1 }, new NoTables());
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _engine.DisposeAsync();
        _folder.Delete(recursive: true);
        _other.Delete(recursive: true);
    }

    [Fact]
    public void Files_of_its_folder_are_attached_and_no_others_are()
    {
        foreach (var folder in new[] { _folder, _other })
        {
            using var made = new DuckDBConnection($"DataSource={Path.Combine(folder.FullName, "copy.duckdb")}");
            made.Open();
            Run(made, "create table t as select 1 as x");
        }

        using var connection = _engine.Connect();
        Run(connection, $"attach '{Path.Combine(_folder.FullName, "copy.duckdb")}' as inside (read_only)");
        Assert.Equal(1, Run(connection, "select x from inside.t"));
        foreach (var forbidden in new[]
                 {
                     $"attach '{Path.Combine(_other.FullName, "copy.duckdb")}' as outside (read_only)",
                     $"attach '{Path.Combine(_folder.FullName, "..", _other.Name, "copy.duckdb")}' as around (read_only)",
                     "select * from read_text('/etc/hostname')", "select * from read_csv('/etc/hostname')",
                         "copy (select 1) to '/tmp/metrics-duckdb.csv'",
                     "install httpfs", "load httpfs", "select * from 'https://example.org/x.parquet'",
                     "set enable_external_access = true", "set lock_configuration = false", "set memory_limit = '1TB'",
                         "set disabled_optimizers = ''",
                     "set TimeZone = 'America/New_York'", "delete from inside.t",
                 })
            Assert.ThrowsAny<DuckDBException>(() => Run(connection, forbidden));
    }

    [Fact]
    public async Task A_caller_who_leaves_takes_his_statement_with_him()
    {
        using var caller = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _engine.ExecuteAsync(Of(Long), caller.Token));
        Assert.Equal("1", Assert.Single(Rows(await _engine.ExecuteAsync(Of("select cast(1 as bigint) as c"), default))));
    }

    [Fact]
    public async Task Whoever_leaves_just_as_the_statement_begins_is_heard_too()
    {
        // Told before the library is at work, it forgets; so callers leave at every moment of the first two milliseconds.
        for (var i = 0; i < 100; i++)
        {
            using var caller = new CancellationTokenSource();
            var asked = _engine.ExecuteAsync(Of(Long), caller.Token);
            for (var began =
                System.Diagnostics.Stopwatch.GetTimestamp(); System.Diagnostics.Stopwatch.GetElapsedTime(began).TotalMicroseconds < i * 20;)
                Thread.SpinWait(10);
            await caller.CancelAsync();
            Assert.Same(asked, await Task.WhenAny(asked, Task.Delay(TimeSpan.FromSeconds(20), TimeProvider.System, default)));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        }
    }

    [Theory]
    [InlineData("9999-12-30 23:59:59", "9999-12-30T23:59:59Z", false)]
    [InlineData("9999-12-31 00:00:00", "", true)]
    [InlineData("0001-01-01 12:00:00", "", true)]
    [InlineData("0001-01-02 00:00:00", "0001-01-02T00:00:00Z", false)]
    [InlineData("infinity", "", true)]
    public async Task The_ends_of_the_calendar_are_read_as_PostgreSQLs_are(string time, string shown, bool isBent)
    {
        var run = new StatementRun(
            new SqlStatement(
                $"select coalesce(epoch_us(timestamp '{time}'), 9223372036854775807) as c", []) { Types = [DataType.LocalTime] },
            [new ResultColumn("c", ValueType.Timestamp, ColumnRole.Time)], TimeZoneInfo.Utc, new RowCaps(10, 1000), null);
        var outcome = await _engine.ExecuteAsync(run, default);
        Assert.True(outcome.Succeeded(out var table), outcome.Diagnostics.ToString());
        Assert.Equal(shown, Cells.Of(table).Single()[0]);
        Assert.Equal(isBent, table.Warnings.Count == 1);
    }

    [Fact]
    public void Names_that_differ_in_case_alone_are_the_stores()
    {
        var select = new SqlSelect
        {
            Items = [new SqlItem(new SqlExpression.Column("t", "a"), "a")],
            From = new SqlSource.Subselect(
                new SqlSelect
                {
                    Items = [new SqlItem(new SqlExpression.Number(1), "a"), new SqlItem(new SqlExpression.Number(2), "A")],
                    From = new SqlSource.Nothing("nothing"),
                },
                "t"),
        };
        Assert.Equal("column A in another case", Assert.Throws<NotPortableException>(() => _engine.Dialect.Write(select)).Word);
    }

    [Fact]
    public async Task Rows_are_cut_off_at_the_limit_and_refused_beyond_the_caps()
    {
        var limited = await _engine.ExecuteAsync(Of("select x as c from range(11) as t(x)", limit: 10), default);
        Assert.True(limited.Succeeded(out var table));
        Assert.Equal((10, true), (table.RowCount, table.HasMore));
        Assert.Equal(DiagnosticCode.TooManyRows, Refusal(await _engine.ExecuteAsync(Of("select x as c from range(1001) as t(x)"),
            default)).Code);
        var wide = Of("select x as c from range(1000) as t(x)") with { Caps = new RowCaps(1000, 100) };
        Assert.Equal(DiagnosticCode.TooManyBytes, Refusal(await _engine.ExecuteAsync(wide, default)).Code);
    }

    [Fact]
    public async Task A_stream_gives_all_rows_in_parts_and_says_when_there_are_too_many()
    {
        var many = Of("select x as c from range(10000) as t(x)") with { Caps = new RowCaps(100_000, 1) };
        var begun = await _engine.StreamAsync(many, default);
        Assert.True(begun.Succeeded(out var stream), begun.Diagnostics.ToString());
        var (parts, rows) = (0, new List<string>());
        await using (stream)
        {
            while ((await stream.NextAsync(default)).Succeeded(out var part) && part.RowCount > 0)
                (parts, rows) = (parts + 1, [.. rows, .. Cells.Of(part).Select(r => r[0])]);
        }

        Assert.Equal(3, parts);
        Assert.Equal(Enumerable.Range(0, 10_000).Select(i => $"{i}"), rows);
        var tooMany = await _engine.StreamAsync(many with { Caps = new RowCaps(5000, 1) }, default);
        Assert.True(tooMany.Succeeded(out var cut));
        await using (cut)
        {
            Assert.True((await cut.NextAsync(default)).Succeeded(out _));
            Assert.Equal(DiagnosticCode.TooManyRows, Refusal(await cut.NextAsync(default)).Code);
        }
    }

    [Fact]
    public async Task What_it_says_of_values_goes_into_the_log_alone()
    {
        await using var engine = DuckDbEngine.Open(new DuckDbSettings { Folder = _other.FullName }, new NoTables());
        var refusal = Refusal(await _engine.ExecuteAsync(Of("select cast('secret' as bigint) as c"), default));
        Assert.Equal(DiagnosticCode.EngineRefused, refusal.Code);
        Assert.DoesNotContain("secret", refusal.ToString(), StringComparison.Ordinal);
        var wide = Refusal(
            await _engine.ExecuteAsync(
                Of("select cast(99999999999999999999 as hugeint) * cast(99999999999999999999 as hugeint) as c"), default));
        Assert.Contains("wider than the columnar engine's", wide.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_than_its_memory_goes_to_its_folder()
    {
        var sorted = await _engine.ExecuteAsync(
            Of("select count(*) as c from (select x, row_number() over (order by hash(x)) as n from range(8000000) as t(x)) where n <= 3"),
                default);
        Assert.Equal("3", Assert.Single(Rows(sorted)));
    }

    private static StatementRun Of(string sql, long? limit = null) => new(
        new SqlStatement(sql, []) { Types = [DataType.Integer] }, [new ResultColumn("c", ValueType.Integer, ColumnRole.Metric)],
            TimeZoneInfo.Utc,
        new RowCaps(1000, 1_000_000), limit);

    private static Diagnostic Refusal<T>(Outcome<T> outcome)
        where T : class
    {
        Assert.False(outcome.Succeeded(out _));
        return outcome.Diagnostics[0];
    }

    private static List<string> Rows(Outcome<ResultTable> outcome)
    {
        Assert.True(outcome.Succeeded(out var table), outcome.Diagnostics.ToString());
        return Cells.Of(table).Select(r => r[0]).ToList();
    }

    private static object? Run(DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}

/// <summary>Nothing is copied.</summary>
internal sealed class NoTables : ISharedTables
{
    public IReadOnlyDictionary<string, DataType>? ColumnsOf(SqlSource.Relation relation) => null;

    public bool HasSameRules(string zone) => false;
}
