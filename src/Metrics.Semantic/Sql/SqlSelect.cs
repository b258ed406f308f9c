using Metrics.Domain;

namespace Metrics.Semantic.Sql;

/// <summary>A SELECT as data.</summary>
public sealed record SqlSelect
{
    /// <summary>What this part is for; rendered as a comment.</summary>
    public string? Comment { get; init; }

    /// <summary>The columns.</summary>
    public required EquatableList<SqlItem> Items { get; init; }

    /// <summary>Only different rows.</summary>
    public bool Distinct { get; init; }

    /// <summary>Where rows come from.</summary>
    public required SqlSource From { get; init; }

    /// <summary>What is joined to them.</summary>
    public EquatableList<SqlJoin> Joins { get; init; }

    /// <summary>Conditions that must all hold.</summary>
    public EquatableList<SqlExpression> Where { get; init; }

    /// <summary>What rows are grouped by.</summary>
    public EquatableList<SqlExpression> GroupBy { get; init; }

    /// <summary>Conditions on groups.</summary>
    public EquatableList<SqlExpression> Having { get; init; }

    /// <summary>The order.</summary>
    public EquatableList<SqlOrder> OrderBy { get; init; }

    /// <summary>The most rows.</summary>
    public long? Limit { get; init; }

    /// <summary>Rows to leave out first.</summary>
    public long Offset { get; init; }

    /// <summary>True when nothing from outside may be evaluated on rows that are not among these.</summary>
    public bool IsFence { get; init; }
}

/// <summary>A column of a SELECT.</summary>
public sealed record SqlItem(SqlExpression Expression, string Name);

/// <summary>One key of an order; nulls come last.</summary>
/// <param name="Expression">What to order by.</param>
/// <param name="Descending">Largest first.</param>
/// <param name="IsText">Text is ordered by its bytes, the same on every server.</param>
public sealed record SqlOrder(SqlExpression Expression, bool Descending, bool IsText);

/// <summary>Where rows come from.</summary>
public abstract record SqlSource
{
    private SqlSource(string alias) => Alias = alias;

    /// <summary>The name its columns go by.</summary>
    public string Alias { get; init; }

    /// <summary>Does what is to be done with this kind of source; who adds one has to say it everywhere.</summary>
    public abstract T Match<T>(
        Func<Relation, T> relation, Func<Veiled, T> veiled, Func<Nothing, T> nothing, Func<Subselect, T> subselect,
        Func<UnionAll, T> union);

    /// <summary>A published relation, at a version where it holds several.</summary>
    public sealed record Relation(string Schema, string Name, long? RowsAt, EquatableList<string> Columns, string Alias) : SqlSource(Alias)
    {
        /// <inheritdoc/>
        public override T Match<T>(
            Func<Relation, T> relation, Func<Veiled, T> veiled, Func<Nothing, T> nothing, Func<Subselect, T> subselect,
            Func<UnionAll, T> union) =>
            relation(this);
    }

    /// <summary>A relation of which only some rows or values may be seen, in a statement that is shown and never run.</summary>
    public sealed record Veiled(Relation Of, string Text) : SqlSource(Of.Alias)
    {
        /// <inheritdoc/>
        public override T Match<T>(
            Func<Relation, T> relation, Func<Veiled, T> veiled, Func<Nothing, T> nothing, Func<Subselect, T> subselect,
            Func<UnionAll, T> union) =>
            veiled(this);
    }

    /// <summary>One row without columns.</summary>
    public sealed record Nothing(string Alias) : SqlSource(Alias)
    {
        /// <inheritdoc/>
        public override T Match<T>(
            Func<Relation, T> relation, Func<Veiled, T> veiled, Func<Nothing, T> nothing, Func<Subselect, T> subselect,
            Func<UnionAll, T> union) =>
            nothing(this);
    }

    /// <summary>Another SELECT.</summary>
    public sealed record Subselect(SqlSelect Select, string Alias) : SqlSource(Alias)
    {
        /// <inheritdoc/>
        public override T Match<T>(
            Func<Relation, T> relation, Func<Veiled, T> veiled, Func<Nothing, T> nothing, Func<Subselect, T> subselect,
            Func<UnionAll, T> union) =>
            subselect(this);
    }

    /// <summary>The rows of several, one after the other.</summary>
    public sealed record UnionAll(EquatableList<SqlSelect> Selects, string Alias) : SqlSource(Alias)
    {
        /// <inheritdoc/>
        public override T Match<T>(
            Func<Relation, T> relation, Func<Veiled, T> veiled, Func<Nothing, T> nothing, Func<Subselect, T> subselect,
            Func<UnionAll, T> union) =>
            union(this);
    }
}

/// <summary>A join that keeps every row of its left side; on nothing at all, it adds the one row of its right side.</summary>
public sealed record SqlJoin(SqlSource Source, EquatableList<SqlExpression> On)
{
    /// <summary>True to keep the rows of the right side too.</summary>
    public bool KeepsBothSides { get; init; }
}
