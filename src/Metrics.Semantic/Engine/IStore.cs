using Metrics.Domain;
using Metrics.Domain.Refreshing;
using Metrics.Semantic.Sql;

namespace Metrics.Semantic.Engine;

/// <summary>
/// The engine that stores the tables. Authors write its SQL, and definitions are bound to tables by its descriptions of them.
/// </summary>
public interface IStore
{
    /// <summary>The store's names of types.</summary>
    ITypeMap Types { get; }

    /// <summary>Opens a describer; the caller disposes of it.</summary>
    Task<IDescriber> OpenAsync(CancellationToken ct);
}

/// <summary>Describes authors' SQL and tables as the store understands them.</summary>
public interface IDescriber : IAsyncDisposable
{
    /// <summary>The types of expressions over one row of a table; no statement is run.</summary>
    Task<Description> DescribeAsync(SqlSource.Relation table, IReadOnlyList<string> expressions, CancellationToken ct);

    /// <summary>The types of a statement's columns; the statement is not run.</summary>
    Task<Description> DescribeAsync(SqlSelect select, CancellationToken ct);

    /// <summary>Why the store refuses an author's change key; null when it accepts it. The key is not run.</summary>
    Task<string?> ChangeKeyProblemAsync(string changeKey, CancellationToken ct);

    /// <summary>Whether several rows of a table have the same values of these expressions; null when the store cannot tell.</summary>
    Task<bool?> RepeatsAsync(SqlSource.Relation table, IReadOnlyList<string> expressions, CancellationToken ct);

    /// <summary>
    /// Whether two rows about one thing are ever valid at the same time, each from its start until just before its end; false when the
    /// store cannot tell.
    /// </summary>
    /// <param name="table">The table, at its version.</param>
    /// <param name="thing">The expression that identifies what a row is about.</param>
    /// <param name="start">The expression of a row's start; a row without one is never valid.</param>
    /// <param name="end">The expression of its end; a row without one is valid without end.</param>
    /// <param name="ct">Cancels the call.</param>
    Task<bool> OverlapsAsync(SqlSource.Relation table, string thing, string start, string end, CancellationToken ct);

    /// <summary>The name of the database.</summary>
    Task<string> DatabaseAsync(CancellationToken ct);

    /// <summary>The columns of a table or view; none when there is no such table.</summary>
    Task<EquatableList<TableColumn>> ColumnsAsync(string schema, string table, CancellationToken ct);
}

/// <summary>What a store says about SQL without running it.</summary>
/// <param name="Types">The types of its columns, by the store's names; empty when the SQL is refused.</param>
/// <param name="Problem">Why the store refuses it, in the store's own words; null when it accepts it.</param>
public sealed record Description(EquatableList<string> Types, string? Problem)
{
    /// <summary>When the problem is an unknown column: its name, as the SQL has it.</summary>
    public string? NoColumn { get; init; }
}
