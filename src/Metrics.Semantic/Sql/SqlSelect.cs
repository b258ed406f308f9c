using Metrics.Domain;

namespace Metrics.Semantic.Sql;

/// <summary>A SELECT as data.</summary>
public sealed record SqlSelect
{
    /// <summary>The purpose of this part; written as a comment.</summary>
    public string? Comment { get; init; }

    /// <summary>The columns.</summary>
    public required EquatableList<SqlItem> Items { get; init; }

    /// <summary>True for distinct rows.</summary>
    public bool Distinct { get; init; }

    /// <summary>The source of the rows.</summary>
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

    /// <summary>The number of rows to skip.</summary>
    public long Offset { get; init; }

    /// <summary>True for a fence: nothing from outside may be evaluated on rows that this SELECT leaves out.</summary>
    public bool IsFence { get; init; }
}

/// <summary>A column of a SELECT.</summary>
public sealed record SqlItem(SqlExpression Expression, string Name);

/// <summary>One key of an order; nulls come last.</summary>
/// <param name="Expression">What to order by.</param>
/// <param name="Descending">Largest first.</param>
/// <param name="IsText">True for text, which is ordered by its bytes, so that the order is the same on every server.</param>
public sealed record SqlOrder(SqlExpression Expression, bool Descending, bool IsText);

/// <summary>Where rows come from.</summary>
public abstract record SqlSource
{
    private SqlSource(string alias) => Alias = alias;

    /// <summary>The name that its columns are referred to by.</summary>
    public string Alias { get; init; }

    /// <summary>
    /// Calls the function for this kind of source. Every caller passes one for each kind, so that the compiler names the places that a new
    /// kind must handle.
    /// </summary>
    public abstract T Match<T>(
        Func<Relation, T> relation, Func<Veiled, T> veiled, Func<Nothing, T> nothing, Func<Subselect, T> subselect,
        Func<UnionAll, T> union);

    /// <summary>A published relation; when it holds several versions, the rows of one.</summary>
    public sealed record Relation(string Schema, string Name, long? RowsAt, EquatableList<string> Columns, string Alias) : SqlSource(Alias)
    {
        /// <inheritdoc/>
        public override T Match<T>(
            Func<Relation, T> relation, Func<Veiled, T> veiled, Func<Nothing, T> nothing, Func<Subselect, T> subselect,
            Func<UnionAll, T> union) =>
            relation(this);
    }

    /// <summary>A relation of which the caller may see only some rows or values, in a statement that is shown and never run.</summary>
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

    /// <summary>The rows of several SELECTs, one after the other.</summary>
    public sealed record UnionAll(EquatableList<SqlSelect> Selects, string Alias) : SqlSource(Alias)
    {
        /// <inheritdoc/>
        public override T Match<T>(
            Func<Relation, T> relation, Func<Veiled, T> veiled, Func<Nothing, T> nothing, Func<Subselect, T> subselect,
            Func<UnionAll, T> union) =>
            union(this);
    }
}

/// <summary>A left join, which keeps every row of its left side; a cross join when it has no conditions.</summary>
public sealed record SqlJoin(SqlSource Source, EquatableList<SqlExpression> On)
{
    /// <summary>True for a full join, which also keeps the rows of the right side.</summary>
    public bool KeepsBothSides { get; init; }
}
