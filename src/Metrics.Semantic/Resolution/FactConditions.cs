using Metrics.Domain;
using Metrics.Domain.Querying;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Expressions;
using Metrics.Semantic.Resolved;

namespace Metrics.Semantic.Resolution;

/// <summary>The conditions of the catalog and of the question, bound to one fact without repetition.</summary>
internal sealed class FactConditions(MetricScope scope, NameResolver names)
{
    public EquatableList<RowFilter> Bind(EquatableList<AuthorFilter> authored, EquatableList<Filter> asked) => authored
        .Select(f => scope.BindAuthored(names, f))
        .Concat(asked.Select(f => scope.BindRow(names, f)))
        .OfType<RowFilter>()
        .Distinct()
        .ToEquatableList();
}
