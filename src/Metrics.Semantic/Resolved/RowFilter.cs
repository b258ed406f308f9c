using Metrics.Domain;
using Metrics.Semantic.Sql;

namespace Metrics.Semantic.Resolved;

/// <summary>A condition on the rows of one fact, which names columns by their alias in source <c>r</c>.</summary>
public abstract record RowFilter
{
    /// <summary>The source whose columns conditions use.</summary>
    public const string Rows = "r";

    private protected RowFilter()
    {
    }

    /// <summary>The condition.</summary>
    public abstract SqlExpression Condition { get; }

    /// <summary>The columns it needs.</summary>
    public abstract EquatableList<BoundColumn> Columns { get; }

    /// <summary>Its text for people.</summary>
    public abstract string Text { get; }

    /// <inheritdoc/>
    public sealed override string ToString() => Text;
}

/// <summary>A condition written in a question, a policy or the catalog.</summary>
/// <param name="Condition">The condition.</param>
/// <param name="Columns">The columns it needs.</param>
/// <param name="Text">Its text for people.</param>
public sealed record WrittenFilter(SqlExpression Condition, EquatableList<BoundColumn> Columns, string Text) : RowFilter
{
    /// <inheritdoc/>
    public override SqlExpression Condition { get; } = Condition;

    /// <inheritdoc/>
    public override EquatableList<BoundColumn> Columns { get; } = Columns;

    /// <inheritdoc/>
    public override string Text { get; } = Text;
}
