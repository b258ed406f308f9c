using Metrics.Answering.Admission;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Results;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Semantic.Tests.Engines.Postgres;

[Trait("Needs", "PostgreSQL")]
public sealed class LimitTests : IAsyncDisposable
{
    private readonly EngineBed _bed = new();

    public ValueTask DisposeAsync() => _bed.DisposeAsync();

    [Theory]
    [InlineData(2, 3, true)]
    [InlineData(3, 3, false)]
    [InlineData(4, 3, false)]
    [InlineData(0, 1, true)]
    public async Task A_limit_cuts_off_the_one_row_more_and_says_so(long limit, int rows, bool more)
    {
        var table = await _bed.TableAsync(
            $"select i from generate_series(1, {rows}) i order by i limit {limit} + 1", [ValueType.Integer], limit: limit);
        Assert.Equal(more, table.HasMore);
        Assert.Equal(Math.Min(rows, limit), table.RowCount);
        Assert.Equal(table.RowCount, ((ColumnValues.Integers)table.Values[0]).Items.Length);
    }

    [Fact]
    public async Task A_limit_at_the_cap_is_no_excess()
    {
        var outcome = await _bed.AskAsync(
            "select generate_series(1, 11)", [ValueType.Integer], AnswerLimits.Default with { MaxRows = 10 }, limit: 10);
        Assert.True(outcome.Value is { RowCount: 10, HasMore: true });
    }

    [Fact]
    public async Task As_many_rows_as_allowed_are_answered_and_one_more_refused()
    {
        var limits = AnswerLimits.Default with { MaxRows = 10 };
        Assert.Equal(10, (await _bed.AskAsync("select generate_series(1, 10)", [ValueType.Integer], limits)).Value!.RowCount);
        Assert.Equal(
            DiagnosticCode.TooManyRows, (await _bed.RefusalAsync("select generate_series(1, 11)", ValueType.Integer, limits)).Code);
    }

    [Fact]
    public async Task More_bytes_than_allowed_are_refused()
    {
        var limits = AnswerLimits.Default with { MaxBytes = 100_000 };
        Assert.Equal(
            DiagnosticCode.TooManyBytes,
            (await _bed.RefusalAsync("select repeat('x', 1000) || i from generate_series(1, 60) i", ValueType.String, limits)).Code);
        Assert.True(
            (await _bed.AskAsync(
                "select repeat('x', 1000) || i from generate_series(1, 40) i", [ValueType.String], limits)).Succeeded(out _));
    }

    [Fact]
    public async Task A_statement_that_gives_too_much_is_stopped_and_its_connection_serves_on()
    {
        // Billions of rows: reading them all would not end within this test.
        var limits = AnswerLimits.Default with { MaxRows = 1_000 };
        for (var i = 0; i < 20; i++)
            Assert.Equal(
                DiagnosticCode.TooManyRows,
                (await _bed.RefusalAsync("select generate_series(1, 4000000000)", ValueType.Integer, limits)).Code);
        await _bed.UntilAtWorkAsync("generate_series", 0);
        Assert.Equal([1L], await _bed.ColumnAsync("select 1", ValueType.Integer));
    }

    [Fact]
    public async Task A_limit_that_the_statement_forgot_stops_it_too()
    {
        var table = await _bed.TableAsync("select generate_series(1, 4000000000)", [ValueType.Integer], limit: 5);
        Assert.True(table is { RowCount: 5, HasMore: true });
    }
}
