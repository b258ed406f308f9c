using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Results;
using Metrics.Semantic.Sql;

namespace Metrics.Semantic.Engine;

/// <summary>
/// Runs statements and reads their rows by column. Who may run how much, and when, is not its business: lanes stand before it. What goes
/// wrong is told with E310, E312, E313 (a table is gone: reload the pointers and try again), E320, E330 or E331.
/// </summary>
public interface IEngine : IAsyncDisposable
{
    /// <summary>How statements are spelled for it.</summary>
    IDialect Dialect { get; }

    /// <summary>
    /// What its rules for a zone come to: the same text as another engine's when both count every hour from 1900 to 2037 alike, as local
    /// times of moments and as moments of local times.
    /// </summary>
    Task<string> ZoneRulesAsync(string zone, CancellationToken ct);

    /// <summary>How long it thinks a statement takes, without running it; null when it cannot say.</summary>
    /// <exception cref="OperationCanceledException">It was told to stop.</exception>
    Task<TimeSpan?> EstimateAsync(SqlStatement statement, CancellationToken ct);

    /// <summary>Runs a statement to its end.</summary>
    /// <exception cref="OperationCanceledException">It was told to stop, and so is the statement.</exception>
    Task<Outcome<ResultTable>> ExecuteAsync(StatementRun run, CancellationToken ct);

    /// <summary>The same, with the value that an author's change key has in the snapshot that the rows are read in.</summary>
    /// <exception cref="OperationCanceledException">It was told to stop, and so is the statement.</exception>
    Task<Outcome<KeyedTable>> ExecuteAsync(StatementRun run, string changeKey, CancellationToken ct);

    /// <summary>The value that an author's change key has now.</summary>
    /// <exception cref="OperationCanceledException">It was told to stop, and so is the statement.</exception>
    Task<Outcome<ChangeKeyValue>> ReadChangeKeyAsync(string changeKey, bool isCrowded, CancellationToken ct);

    /// <summary>
    /// Runs a statement and hands its rows on as they come; refused as one that is read to its end until the first rows are there.
    /// </summary>
    /// <exception cref="OperationCanceledException">It was told to stop, and so is the statement.</exception>
    Task<Outcome<RowStream>> StreamAsync(StatementRun run, CancellationToken ct);
}

/// <summary>One statement to run, and how its rows are read.</summary>
/// <param name="Statement">The statement, in the engine's own spelling.</param>
/// <param name="Columns">The columns that it gives, in this order.</param>
/// <param name="Zone">The zone that its local times are in.</param>
/// <param name="Caps">Beyond this it is refused (E330, E331).</param>
/// <param name="Limit">
/// How many rows are wanted; null for all. The statement asks for one more, which is cut off and becomes <see cref="ResultTable.HasMore"/>.
/// </param>
public sealed record StatementRun(
    SqlStatement Statement, EquatableList<ResultColumn> Columns, TimeZoneInfo Zone, RowCaps Caps, long? Limit)
{
    /// <summary>True when other heavy statements are at work beside it, so that it should not spread over several cores.</summary>
    public bool IsCrowded { get; init; }
}

/// <summary>How much may be read of one statement.</summary>
/// <param name="MaxRows">Beyond this many rows it is refused.</param>
/// <param name="MaxBytes">Beyond about this many bytes it is refused.</param>
public sealed record RowCaps(int MaxRows, long MaxBytes);

/// <summary>
/// What an author's query, whose result is another one whenever plain tables have changed, gave when it was read; it stands for the version
/// that they do not have. Null when the query gave no rows, which says nothing.
/// </summary>
public sealed record ChangeKeyValue(string? Text);

/// <summary>Rows with the change key of the very snapshot that they were read in.</summary>
public sealed record KeyedTable(ResultTable Table, ChangeKeyValue Key);

/// <summary>What engines agree on when they say what their rules for a zone come to.</summary>
public static class ZoneRules
{
    /// <summary>How many hours there are from 1900 to the end of 2037.</summary>
    public const int Hours = 50_404 * 24;

    /// <summary>When they begin, in seconds from 1970.</summary>
    public const long Begin = -2_208_988_800;
}
