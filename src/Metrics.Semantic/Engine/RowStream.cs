using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Results;

namespace Metrics.Semantic.Engine;

/// <summary>
/// The rows of a running statement, some thousand at a time; no more than one part is held in memory. Disposing ends the statement.
/// </summary>
public abstract class RowStream : IAsyncDisposable
{
    /// <summary>The columns of every part.</summary>
    public abstract EquatableList<ResultColumn> Columns { get; }

    /// <summary>
    /// The next rows; none at the end. Fails when there are more than allowed (E330) or when the engine gives up: what came before is then
    /// only a part of the answer.
    /// </summary>
    /// <exception cref="OperationCanceledException">The caller went away.</exception>
    public abstract Task<Outcome<ResultTable>> NextAsync(CancellationToken ct);

    /// <summary>Ends the statement if it still runs.</summary>
    public abstract ValueTask DisposeAsync();
}
