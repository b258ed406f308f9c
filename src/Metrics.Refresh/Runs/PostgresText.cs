using Metrics.Domain.Diagnostics;
using Metrics.Refresh.Graph;
using Npgsql;

namespace Metrics.Refresh.Runs;

/// <summary>What the database said about a model's SQL, as a diagnostic an author can act on.</summary>
internal static class PostgresText
{
    // The server's detail line quotes whole rows, which belong nowhere. Its message may quote a value, and is for whoever may see the
    // table.
    public static Diagnostic Of(PostgresException e, Node node) =>
        new(DiagnosticCode.BuildFailed, $"'{node.Name}': {e.MessageText} (SQLSTATE {e.SqlState})", node.Location, e.Hint);
}
