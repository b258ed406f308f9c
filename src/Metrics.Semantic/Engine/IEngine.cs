using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Results;
using Metrics.Semantic.Sql;

namespace Metrics.Semantic.Engine;

/// <summary>
/// Runs statements and reads their rows by column. Who may run how much, and when, is decided before it, by lanes. Failures are reported
/// with E310, E312, E313 (a table is gone: reload the pointers and try again), E320, E330 or E331.
/// </summary>
public interface IEngine : IAsyncDisposable
{
    /// <summary>The engine's SQL dialect.</summary>
    IDialect Dialect { get; }

    /// <summary>
    /// A fingerprint of the engine's rules for a time zone. Two engines give the same text when they convert every hour from 1900 to 2037
    /// alike, from moments to local times and back.
    /// </summary>
    Task<string> ZoneRulesAsync(string zone, CancellationToken ct);

    /// <summary>How long the engine expects a statement to take, without running it; null when it cannot say.</summary>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    Task<TimeSpan?> EstimateAsync(SqlStatement statement, CancellationToken ct);

    /// <summary>Runs a statement to its end.</summary>
    /// <exception cref="OperationCanceledException">The caller cancelled; the statement is cancelled too.</exception>
    Task<Outcome<ResultTable>> ExecuteAsync(StatementRun run, CancellationToken ct);

    /// <summary>The same, together with the value of an author's change key, read in the same snapshot as the rows.</summary>
    /// <exception cref="OperationCanceledException">The caller cancelled; the statement is cancelled too.</exception>
    Task<Outcome<KeyedTable>> ExecuteAsync(StatementRun run, string changeKey, CancellationToken ct);

    /// <summary>The current value of an author's change key.</summary>
    /// <exception cref="OperationCanceledException">The caller cancelled; the statement is cancelled too.</exception>
    Task<Outcome<ChangeKeyValue>> ReadChangeKeyAsync(string changeKey, bool isCrowded, CancellationToken ct);

    /// <summary>
    /// Runs a statement and hands its rows on as they arrive. Until the first rows are there, it fails as one that is read to its end does.
    /// </summary>
    /// <exception cref="OperationCanceledException">The caller cancelled; the statement is cancelled too.</exception>
    Task<Outcome<RowStream>> StreamAsync(StatementRun run, CancellationToken ct);
}

/// <summary>One statement to run, and how its rows are read.</summary>
/// <param name="Statement">The statement, in the engine's own spelling.</param>
/// <param name="Columns">The columns of its result, in this order.</param>
/// <param name="Zone">The zone of its local times.</param>
/// <param name="Caps">Larger results are refused (E330, E331).</param>
/// <param name="Limit">
/// The number of rows wanted; null for all. The statement asks for one more, which is cut off and sets <see cref="ResultTable.HasMore"/>.
/// </param>
public sealed record StatementRun(
    SqlStatement Statement, EquatableList<ResultColumn> Columns, TimeZoneInfo Zone, RowCaps Caps, long? Limit)
{
    /// <summary>True when other heavy statements run at the same time, so that this one should not spread over several cores.</summary>
    public bool IsCrowded { get; init; }
}

/// <summary>The largest result that one statement may have.</summary>
/// <param name="MaxRows">The most rows; more are refused.</param>
/// <param name="MaxBytes">The most bytes, approximately; more are refused.</param>
public sealed record RowCaps(int MaxRows, long MaxBytes);

/// <summary>
/// The result of an author's query that changes whenever plain tables change. Plain tables have no versions; this value takes their place.
/// Null when the query gave no rows, which says nothing about changes.
/// </summary>
public sealed record ChangeKeyValue(string? Text);

/// <summary>Rows, and the change key read in the same snapshot.</summary>
public sealed record KeyedTable(ResultTable Table, ChangeKeyValue Key);

/// <summary>The hours that every engine's fingerprint of a zone's rules covers.</summary>
public static class ZoneRules
{
    /// <summary>The number of hours from 1900 to the end of 2037.</summary>
    public const int Hours = 50_404 * 24;

    /// <summary>The first hour, in seconds since 1970-01-01 UTC.</summary>
    public const long Begin = -2_208_988_800;
}
