using System.Text.Json;
using Metrics.Api.Doors.GraphQL.Asking;
using Metrics.Api.Resources;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.GraphQL.Execution;
using Metrics.GraphQL.Types.Definitions;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Kinds;
using Metrics.Semantic.Resolution;

namespace Metrics.Api.Doors.GraphQL.Schemas;

/// <summary>The GraphQL types of the catalog: metrics, dimensions and saved queries.</summary>
internal static class CatalogTypes
{
    private static readonly InputValueDefinition _search = new("search", "String")
    {
        Description = "Only what contains this text in name, label or description.",
    };

    public static IReadOnlyList<FieldDefinition> Fields { get; } =
    [
        Connection.Field("metrics", "Metric", "What can be computed, by name.", ListMetrics, _search),
        new("metric", "Metric")
        {
            Description = "One metric.", Arguments = [new("name", "String!") { Description = "Its name in the catalog." }],
            Resolve = FindMetric,
        },
        Connection.Field(
            "dimensions", "Dimension", "What can be cut by, by name; with metrics what they can all be cut by.", ListDimensions,
            new InputValueDefinition("metrics", "[String!]") { Description = "Names of metrics." }, _search),
        Connection.Field("savedQueries", "SavedQuery", "Questions with a name, by name.", ListSavedQueries, _search),
    ];

    public static IEnumerable<TypeDefinition> All { get; } =
    [
        new ObjectDefinition("Metric")
        {
            Description = "A number with a name.",
            Fields =
            [
                Text<MetricItem>("name", m => m.Name, "Its name in the catalog.", required: true),
                new("field", "String")
                {
                    Description = "Its field in DataRow; null when its name collides with another there.",
                    Resolve = (context, _) => new(
                        context.State<ServedRequest>().Schema.Data.Find(((MetricItem)context.Parent!).Name)?.Field),
                },
                Text<MetricItem>("label", m => m.Label, "A name for people."),
                Text<MetricItem>("description", m => m.Description, "What it is."),
                Text<MetricItem>("owner", m => m.Owner, "Who answers for it."),
                Text<MetricItem>("kind", m => m.Kind, "simple, ratio, derived, …", required: true),
                Text<MetricItem>("unit", m => m.Unit, "The unit of its values."),
                Text<MetricItem>("format", m => m.Format, "How to show it."),
                Text<MetricItem>("deprecated", m => m.Deprecated, "Why it should not be used any more; null when it may be."),
                new("synonyms", "[String!]!")
                {
                    Description = "Other words that people have for it.", Read = m => ((MetricItem)m).Synonyms,
                },
                Text<MetricItem>("pack", m => m.Pack, "The pack it is in.", required: true),
                new("inputs", "[Metric!]!") { Description = "Metrics it is computed from.", Resolve = ListInputs, Cost = 5, Fanout = 3 },
                Text<MetricItem>("timeGrain", m => m.TimeGrain, "The finest grain of its metricTime; null when it has none."),
                new("dimensions", "[Dimension!]!")
                {
                    Description = "What it can be cut by.", Resolve = ListDimensionsOfMetric, Cost = 5, Fanout = 20,
                },
                new("freshness", "MetricFreshness!")
                {
                    Description = "How fresh the tables are that its facts come from.", Read = m => ((MetricItem)m).Freshness,
                },
            ],
        },
        new ObjectDefinition("MetricFreshness")
        {
            Description = "How fresh a metric's facts are.",
            Fields =
            [
                new("asOf", "DateTime")
                {
                    Description = "The oldest source extraction behind them.", Read = f => ((MetricFreshness)f).AsOf,
                },
                Text<MetricFreshness>("dataVersion", f => f.DataVersion, "The highest publication among them."),
                new("degraded", "Boolean!")
                {
                    Description = "Whether something is wrong with them.", Read = f => ((MetricFreshness)f).Degraded,
                },
                Text<MetricFreshness>(
                    "freshness", f => f.Freshness,
                    "confirmed, or unconfirmed when something newer may have been published without being seen.", required: true),
            ],
        },
        new ObjectDefinition("Dimension")
        {
            Description = "What can be cut by: a dimension, an entity or a time.",
            Fields =
            [
                Text<DimensionItem>("name", d => d.Name, "Its name in the catalog.", required: true),
                new("field", "String")
                {
                    Description = "Its field in DataRow; null when its name collides with another there.",
                    Resolve = (context, _) => new(
                        context.State<ServedRequest>().Schema.Data.Find(((DimensionItem)context.Parent!).Name)?.Field),
                },
                Text<DimensionItem>("role", d => d.Role, "dimension, entity or time.", required: true),
                Text<DimensionItem>("type", d => d.Type, "The type of its values.", required: true),
                Text<DimensionItem>("model", d => d.Model, "The semantic model it is in.", required: true),
                Text<DimensionItem>("label", d => d.Label, "A name for people."),
                Text<DimensionItem>("description", d => d.Description, "What it is."),
                Text<DimensionItem>("grain", d => d.Grain, "For times the finest grain."),
            ],
        },
        new ObjectDefinition("SavedQuery")
        {
            Description = "A question with a name.",
            Fields =
            [
                Text<SavedQueryItem>("name", q => q.Name, "Its name in the catalog.", required: true),
                new("field", "String")
                {
                    Description = "Its field in Query; null when its name collides with another there.",
                    Resolve = (context, _) => new(context.State<ServedRequest>().Schema.FieldOf((SavedQueryItem)context.Parent!)),
                },
                Text<SavedQueryItem>("label", q => q.Label, "A name for people."),
                Text<SavedQueryItem>("description", q => q.Description, "What it asks."),
                Text<SavedQueryItem>("pack", q => q.Pack, "The pack it is in.", required: true),
                new("query", "JSON!")
                {
                    Description = "The question, as the body of REST's /query.",
                    Read = q => JsonSerializer.SerializeToElement(((SavedQueryItem)q).Query),
                },
                Text<SavedQueryItem>("timeRange", q => q.TimeRange, "Its span of metric_time, as written; null for all time."),
                new("where", "[String!]!")
                {
                    Description = "Conditions of its author besides, names in braces.", Read = q => ((SavedQueryItem)q).Where,
                },
                new("parameters", "[SavedQueryParameter!]!")
                {
                    Description = "Parameters of its conditions, which are arguments of its field.",
                    Read = q => ((SavedQueryItem)q).Parameters,
                },
                Text<SavedQueryItem>("result", q => q.Result, "Where its answer is over REST.", required: true),
            ],
        },
        new ObjectDefinition("SavedQueryParameter")
        {
            Description = "A parameter of a saved query, which its caller gives a value.",
            Fields =
            [
                Text<SavedParameterItem>("name", p => p.Name, "Its name in the catalog and in URLs.", required: true),
                Text<SavedParameterItem>("type", p => p.Type, "string, number, boolean, date or timestamp.", required: true),
                new("required", "Boolean!")
                {
                    Description = "Whether a value must be given.", Read = p => ((SavedParameterItem)p).Required,
                },
                Text<SavedParameterItem>("default", p => p.Default, "Its value when none is given, as in a URL."),
                new("values", "[String!]!")
                {
                    Description = "The only values it may have, as in a URL; any of its type when empty.",
                    Read = p => ((SavedParameterItem)p).Values,
                },
                Text<SavedParameterItem>("label", p => p.Label, "A name for people."),
                Text<SavedParameterItem>("description", p => p.Description, "What it is for."),
            ],
        },
    ];

    private static FieldDefinition Text<T>(string name, Func<T, string?> read, string description, bool required = false) =>
        new(name, required ? "String!" : "String") { Description = description, Read = parent => read((T)parent) };

    private static ValueTask<object?> ListMetrics(ResolveContext context, CancellationToken ct)
    {
        var answers = context.State<ServedRequest>().Answers;
        return FieldErrors.Settle(context, Connection.OfNamed(
            answers.State.Catalog.Metrics.Values, 'm', m => m.Name, m => [m.Name, m.Label, m.Description, .. m.Synonyms],
            m => Item(answers, m),
            context.Argument<string>("search"), context.Argument<int?>("first"), context.Argument<string>("after")));
    }

    private static ValueTask<object?> FindMetric(ResolveContext context, CancellationToken ct)
    {
        var (answers, name) = (context.State<ServedRequest>().Answers, context.Argument<string>("name")!);
        return FieldErrors.Settle(context, DeclaredNames.Of(answers.State.Catalog).FindMetric(name) is { } metric
            ? Outcome<MetricItem>.Of(Item(answers, metric))
            : Outcome<MetricItem>.Refused(UnknownMetric.Of(answers.State.Catalog, name)));
    }

    private static ValueTask<object?> ListInputs(ResolveContext context, CancellationToken ct)
    {
        var answers = context.State<ServedRequest>().Answers;
        return new(((MetricItem)context.Parent!).Inputs.Select(name => Item(answers, answers.State.Catalog.Metrics[name])).ToList());
    }

    private static ValueTask<object?> ListDimensionsOfMetric(ResolveContext context, CancellationToken ct)
    {
        var schema = context.State<ServedRequest>().Schema;
        return new(schema.Dimensions.Of(schema.Catalog.Metrics[((MetricItem)context.Parent!).Name]).Select(DimensionItem.Of).ToList());
    }

    private static ValueTask<object?> ListDimensions(ResolveContext context, CancellationToken ct)
    {
        var schema = context.State<ServedRequest>().Schema;
        IEnumerable<DimensionEntry> all = schema.Dimensions.All().DistinctBy(d => d.Name);
        if (context.Argument<IReadOnlyList<object?>>("metrics") is { Count: > 0 } names)
        {
            var common = DimensionList.Of(schema.Catalog, names.OfType<string>().ToEquatableList());
            if (!common.Succeeded(out var list))
                return FieldErrors.Settle(context, Outcome<Connection>.Refused(common.Diagnostics));
            all = list.Items;
        }

        return FieldErrors.Settle(context, Connection.OfNamed(
            all, 'd', d => d.Name, d => [d.Name, d.Label, d.Description], DimensionItem.Of,
            context.Argument<string>("search"), context.Argument<int?>("first"), context.Argument<string>("after")));
    }

    private static ValueTask<object?> ListSavedQueries(ResolveContext context, CancellationToken ct) =>
        FieldErrors.Settle(context, Connection.OfNamed(
            context.State<ServedRequest>().Schema.Catalog.SavedQueries.Values, 's', q => q.Name, q => [q.Name, q.Label, q.Description],
            SavedQueryItem.Of,
            context.Argument<string>("search"), context.Argument<int?>("first"), context.Argument<string>("after")));

    private static MetricItem Item(RequestAnswers answers, Metric metric) => MetricItem.Of(metric, answers.State.Catalog, answers.State);
}
