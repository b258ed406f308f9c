using Metrics.Domain;
using Metrics.Domain.Querying;
using Metrics.Domain.Results;
using Metrics.Domain.Time;
using Metrics.Semantic.Catalogs.Written;
using Metrics.Semantic.Expressions;
using Metrics.Semantic.Sql;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Semantic.Catalogs.Definitions;

/// <summary>A semantic model of what is written: names stand for columns of the same name, measures take the model's time.</summary>
internal static class ModelDefinition
{
    /// <param name="written">The model.</param>
    /// <param name="ofMetrics">The aggregations that metrics over it carry themselves.</param>
    /// <param name="set">Takes what its definitions mention.</param>
    public static SemanticModel Of(WrittenModel written, IEnumerable<WrittenMeasure> ofMetrics, DefinitionSet set) => new()
    {
        Name = written.Name,
        Label = written.Label?.Text,
        Description = written.Description,
        Table = written.Table,
        Relation = written.Relation,
        Pack = written.Pack,
        DefaultTimeDimension = written.DefaultTimeDimension?.Text,
        Entities = written.Entities.Select(Of).ToEquatableList(),
        Dimensions = written.Dimensions.Select(Of).ToEquatableList(),
        Measures =
        [
            .. written.Measures.Select(m => Of(m, written, set)),
            .. ofMetrics.Select(m => Of(m, written, set) with { IsOfMetric = true }),
        ],
        PrimaryEntityName = written.PrimaryEntity?.Text,
        TimeZone = written.TimeZone,
        Policies = Of(written.Policies, written.Name, set),
        Meta = written.Meta,
        Location = written.Location,
    };

    // What a policy's condition speaks of; what it masks and hides is the rule's to check (PolicyNames).
    private static EquatableList<Policy> Of(EquatableList<Policy> policies, string model, DefinitionSet set)
    {
        var by = DefinitionKey.OfModel(model);
        foreach (var policy in policies)
        {
            if (policy.Rows is { } rows)
                set.Uses.AddRange(Grammar.Names(rows.Condition).Select(n => new Use(by, UseOf.GroupBy, n.Text, policy.RowsAt)
                {
                    Hint = UnquotedText.Hint([rows.Condition], n.Text),
                }));
        }

        return policies;
    }

    // What is called as a word of SQL that is a value is still a column.
    private static string ColumnOf(string name) => SqlWords.IsValue(name) ? Identifier.Quote(name.ToLowerInvariant()) : name;

    private static Entity Of(WrittenEntity written) =>
        new(written.Name, written.Kind, written.Expr ?? ColumnOf(written.Name), DataType.Unknown, written.Location)
        {
            Label = written.Label?.Text,
            Description = written.Description,
            Meta = written.Meta,
        };

    private static Dimension Of(WrittenDimension written) => new(
        written.Name, written.IsTime ? written.Grain ?? Grain.Day : null, written.Expr ?? ColumnOf(written.Name), DataType.Unknown,
        written.IsTime ? ValueType.Timestamp : ValueType.String, written.Label?.Text, written.Description, written.Location)
    {
        IsPartition = written.IsPartition,
        IsValidityStart = written.Validity?.IsStart ?? false,
        IsValidityEnd = written.Validity?.IsEnd ?? false,
        Meta = written.Meta,
    };

    private static Measure Of(WrittenMeasure written, WrittenModel model, DefinitionSet set)
    {
        var key = new DefinitionKey(DefinitionKind.Measure, written.Name, model.Name);
        var time = written.TimeDimension ?? model.DefaultTimeDimension;
        if (time is not null)
            set.Uses.Add(new Use(key, UseOf.OwnDimension, time.Text, written.TimeDimension?.At ?? written.Location, model.Name));
        if (written.CurrencyDimension is { } currency)
            set.Uses.Add(new Use(key, UseOf.GroupBy, currency.Text, currency.At));
        return new Measure(
            written.Name, written.Aggregation ?? Aggregation.Sum, written.Expr ?? ColumnOf(written.Name), DataType.Unknown, time?.Text,
            written.Currency, written.CurrencyDimension?.Text,
            written.Label?.Text, written.Description, written.Location)
        {
            Percentile = written.Percentile?.Percentile,
            IsDiscrete = written.Percentile?.IsDiscrete ?? false,
            IsApproximate = written.Percentile?.IsApproximate ?? false,
            NonAdditive = written.NonAdditive is not { } along ? null : new NonAdditiveDimension(
                along.Name.Text, along.Choice == Aggregation.Max, along.Groupings.Select(g => g.Text).ToEquatableList()),
            Meta = written.Meta,
        };
    }
}
