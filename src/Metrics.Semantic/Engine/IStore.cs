using Metrics.Domain;
using Metrics.Domain.Refreshing;
using Metrics.Semantic.Sql;

namespace Metrics.Semantic.Engine;

/// <summary>
/// The engine that tables are stored in: authors write its SQL, and definitions are bound to tables by what it says of them.
/// </summary>
public interface IStore
{
    /// <summary>Its words for types.</summary>
    ITypeMap Types { get; }

    /// <summary>Begins to ask; whoever does disposes of what it gets.</summary>
    Task<IDescriber> OpenAsync(CancellationToken ct);
}

/// <summary>Says what a store makes of authors' SQL, and what its tables are like.</summary>
public interface IDescriber : IAsyncDisposable
{
    /// <summary>The types of expressions over one row of a table; nothing is run.</summary>
    Task<Description> DescribeAsync(SqlSource.Relation table, IReadOnlyList<string> expressions, CancellationToken ct);

    /// <summary>The types of a statement's columns; nothing is run.</summary>
    Task<Description> DescribeAsync(SqlSelect select, CancellationToken ct);

    /// <summary>What the store has against an author's change key; null when it takes it. Nothing is run.</summary>
    Task<string?> ChangeKeyProblemAsync(string changeKey, CancellationToken ct);

    /// <summary>Whether several rows of a table have the same values of these expressions; null when they cannot be asked.</summary>
    Task<bool?> RepeatsAsync(SqlSource.Relation table, IReadOnlyList<string> expressions, CancellationToken ct);

    /// <summary>
    /// Whether two rows of one thing ever hold at once, each from a beginning to before an end; false when they cannot be asked.
    /// </summary>
    /// <param name="table">The table, at its version.</param>
    /// <param name="thing">The expression of what the rows are about.</param>
    /// <param name="start">The expression of a row's beginning; without one it holds never.</param>
    /// <param name="end">The expression of its end; without one it holds for ever.</param>
    /// <param name="ct">Ends the wait.</param>
    Task<bool> OverlapsAsync(SqlSource.Relation table, string thing, string start, string end, CancellationToken ct);

    /// <summary>The name of the database.</summary>
    Task<string> DatabaseAsync(CancellationToken ct);

    /// <summary>The columns of a table or view; none when it is not there.</summary>
    Task<EquatableList<TableColumn>> ColumnsAsync(string schema, string table, CancellationToken ct);
}

/// <summary>What a store says of SQL before it is run.</summary>
/// <param name="Types">The types of its columns in the store's words; none when it is refused.</param>
/// <param name="Problem">What the store has against it, in its words; null for nothing.</param>
public sealed record Description(EquatableList<string> Types, string? Problem)
{
    /// <summary>The name, as it stands in the SQL, that no column is known by, where that is the problem.</summary>
    public string? NoColumn { get; init; }
}
