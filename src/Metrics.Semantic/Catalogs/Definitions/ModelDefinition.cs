using Metrics.Domain;
using Metrics.Domain.Querying;
using Metrics.Domain.Results;
using Metrics.Domain.Time;
using Metrics.Semantic.Catalogs.Written;
using Metrics.Semantic.Expressions;
using Metrics.Semantic.Sql;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Semantic.Catalogs.Definitions;

/// <summary>Makes a semantic model from what is written; expressions default to the column of that name, times to the model's.</summary>
internal static class ModelDefinition
{
    /// <param name="written">The model.</param>
    /// <param name="ofMetrics">The aggregations that metrics over it define themselves.</param>
    /// <param name="set">Receives the names that its definitions use.</param>
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

    // Records the names that a policy's condition uses. What it masks and hides is checked by a rule (PolicyNames).
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

    // A name that SQL would read as a value still means the column, so it is quoted.
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
