using System.Globalization;
using Metrics.Domain;
using Metrics.Refresh.Graph;

namespace Metrics.Refresh.Runs;

/// <summary>What a run tells whoever watches it.</summary>
internal abstract record RunEvent
{
    private RunEvent()
    {
    }

    /// <summary>The lease is held and the work begins.</summary>
    internal sealed record Started(Guid RunId, long Epoch, int Tables) : RunEvent;

    /// <summary>Another run holds the lease; this one waits.</summary>
    internal sealed record Waiting(string Holder) : RunEvent;

    internal sealed record NodeStarted(Node Node) : RunEvent;

    internal sealed record NodeFinished(NodeOutcome Outcome) : RunEvent;

    /// <summary>Tables that take long, each with the time it began.</summary>
    internal sealed record AtWork(EquatableList<(string Table, DateTimeOffset Since)> Tables, DateTimeOffset Now) : RunEvent
    {
        /// <summary>Such as <c>fct_orders for 95 s, since 03:15:07Z</c>.</summary>
        public string Text => string.Join("; ", Tables.Select(t => string.Create(
            CultureInfo.InvariantCulture, $"{t.Table} for {(Now - t.Since).TotalSeconds:F0} s, since {t.Since.UtcDateTime:HH:mm:ss}Z")));
    }

    internal sealed record Finished(RunReport Report) : RunEvent;
}
