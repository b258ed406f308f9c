using Metrics.Domain;
using Metrics.Domain.Querying;
using Metrics.Domain.Results;
using Metrics.Domain.Time;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Expressions;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Semantic.Binding;

/// <summary>
/// The catalog of definitions whose tables do not exist yet. Names and joins are final; types are known where they are declared. An unknown
/// type is assumed to be whatever lets a question pass.
/// </summary>
/// <param name="draft">The definitions.</param>
/// <param name="typeOf">The type of a column of a table; null where none is declared.</param>
internal sealed class UnboundCatalog(CatalogDraft draft, Func<string, string, DataType?> typeOf)
{
    public Catalog Make()
    {
        var models = draft.Models.Select(Typed).ToList();
        return new Catalog(
            models, CatalogBinding.WithUnits(draft.Sound.Metrics, models), draft.Sound.SavedQueries, draft.Diagnostics, "draft",
            draft.Sound.TimeSpines)
        {
            Unread = UnreadFiles.Of(draft.Source, draft.Diagnostics),
        };
    }

    private SemanticModel Typed(SemanticModel model) => model with
    {
        Entities = model.Entities.Select(e => e with { DataType = Known(model, e.Expr) ?? DataType.Unknown }).ToEquatableList(),
        Dimensions = model.Dimensions.Select(d => Typed(d, Known(model, d.Expr))).ToEquatableList(),
        Measures = model.Measures.Select(m => m with { DataType = Known(model, m.Expr) ?? Usual(m.Aggregation) }).ToEquatableList(),
    };

    private DataType? Known(SemanticModel model, string expr) =>
        AuthoredColumns.BareColumn(expr) is { } column ? typeOf(model.Table, column) : null;

    private static Dimension Typed(Dimension dimension, DataType? known) => dimension.Grain is not { } grain
        ? dimension with { DataType = known ?? DataType.Unknown, Type = (known ?? DataType.Unknown).Value }
        : dimension with
        {
            DataType = known is { IsTime: true } ? known : grain.IsDateLike() ? DataType.Date : DataType.Instant,
            Type = grain.IsDateLike() ? ValueType.Date : ValueType.Timestamp,
        };

    private static DataType Usual(Aggregation aggregation) =>
        aggregation == Aggregation.SumBoolean ? DataType.Boolean : DataType.Decimal;
}
