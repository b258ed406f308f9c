using Metrics.Domain.Diagnostics;
using Metrics.Refresh.Graph;
using Npgsql;

namespace Metrics.Refresh.Runs;

/// <summary>A database error in a model's SQL, as a diagnostic that an author can act on.</summary>
internal static class PostgresText
{
    // The server's detail line quotes whole rows and is dropped. Its message may quote a value; it is shown only to callers who may see the
    // table.
    public static Diagnostic Of(PostgresException e, Node node) =>
        new(DiagnosticCode.BuildFailed, $"'{node.Name}': {e.MessageText} (SQLSTATE {e.SqlState})", node.Location, e.Hint);
}
