using Metrics.Domain;
using Metrics.Semantic.Sql;

namespace Metrics.Semantic.Resolved;

/// <summary>A condition on the rows of one fact, over columns by their alias in source <c>r</c>.</summary>
/// <param name="Condition">The condition.</param>
/// <param name="Columns">The columns it needs.</param>
/// <param name="Text">As people read it.</param>
public sealed record RowFilter(SqlExpression Condition, EquatableList<BoundColumn> Columns, string Text)
{
    /// <summary>The source whose columns conditions speak of.</summary>
    public const string Rows = "r";

    /// <inheritdoc/>
    public override string ToString() => Text;
}
