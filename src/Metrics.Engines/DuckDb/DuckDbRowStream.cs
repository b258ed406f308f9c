using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Results;
using Metrics.Semantic.Engine;

namespace Metrics.Engines.DuckDb;

/// <summary>Rows of a running statement, each part read when it is asked for.</summary>
internal sealed class DuckDbRowStream(DuckDbEngine engine, DuckDbRows rows, ResultTable first) : RowStream
{
    private ResultTable? _first = first;

    /// <inheritdoc/>
    public override EquatableList<ResultColumn> Columns => rows.Run.Columns;

    /// <inheritdoc/>
    public override async Task<Outcome<ResultTable>> NextAsync(CancellationToken ct)
    {
        if (_first is not { } table)
            return await engine.GuardedAsync(() => rows.ReadSome(ct), ct);
        _first = null;
        return Outcome<ResultTable>.Of(table);
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        rows.Dispose();
        return ValueTask.CompletedTask;
    }
}
