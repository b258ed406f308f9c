using System.Globalization;
using Metrics.Domain;
using Metrics.Refresh.Graph;
using Metrics.Refresh.Publishing;

namespace Metrics.Refresh.Runs;

/// <summary>An event of a run, for those who watch its progress.</summary>
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

    /// <summary>Tables that take long, each with its start.</summary>
    internal sealed record AtWork(EquatableList<(string Table, DateTimeOffset Since)> Tables, DateTimeOffset Now) : RunEvent
    {
        /// <summary>Such as <c>fct_orders for 95 s, since 03:15:07Z</c>.</summary>
        public string Text => string.Join("; ", Tables.Select(t => string.Create(
            CultureInfo.InvariantCulture, $"{t.Table} for {(Now - t.Since).TotalSeconds:F0} s, since {t.Since.UtcDateTime:HH:mm:ss}Z")));
    }

    /// <summary>Everything is tested, and API processes have had time to warm their caches; the pointers move next.</summary>
    internal sealed record Offered(Warmed Warmed) : RunEvent;

    internal sealed record Finished(RunReport Report) : RunEvent;
}
