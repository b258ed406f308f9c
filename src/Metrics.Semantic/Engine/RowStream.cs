using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Results;

namespace Metrics.Semantic.Engine;

/// <summary>Rows of a statement at work, some thousand at a time; never more of them are held. Disposing ends the statement.</summary>
public abstract class RowStream : IAsyncDisposable
{
    /// <summary>The columns of every part.</summary>
    public abstract EquatableList<ResultColumn> Columns { get; }

    /// <summary>
    /// The next rows; none at the end. Refused when there are more than there may be (E330) or the engine gave up: what came before is then
    /// only a part of the answer.
    /// </summary>
    /// <exception cref="OperationCanceledException">The caller went away.</exception>
    public abstract Task<Outcome<ResultTable>> NextAsync(CancellationToken ct);

    /// <summary>Ends the statement if it still runs.</summary>
    public abstract ValueTask DisposeAsync();
}
