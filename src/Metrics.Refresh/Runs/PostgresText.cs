using Metrics.Domain.Diagnostics;
using Metrics.Refresh.Graph;
using Npgsql;

namespace Metrics.Refresh.Runs;

/// <summary>What the database said about a model's SQL, as a diagnostic an author can act on.</summary>
internal static class PostgresText
{
    // The server's detail line may quote values of rows, which do not belong in logs; its hint and message speak of names.
    public static string Of(PostgresException e, Node node) =>
        new Diagnostic(DiagnosticCode.BuildFailed, $"'{node.Name}': {e.MessageText} (SQLSTATE {e.SqlState})", node.Location, e.Hint).ToString();
}
