using Metrics.Domain;

namespace Metrics.Refresh.Drafting;

/// <summary>A question that a drafted project answers.</summary>
/// <param name="Name">The name of the saved query.</param>
/// <param name="Title">The question in words.</param>
/// <param name="Metrics">The metrics asked for.</param>
/// <param name="GroupBy">Groups, as dbt's calls; empty for a single row.</param>
/// <param name="OrderBy">The order, as one of dbt's calls; null for none.</param>
internal sealed record DraftedQuestion(
    string Name, string Title, EquatableList<string> Metrics, EquatableList<string> GroupBy, string? OrderBy);

/// <summary>The first questions to ask: how many, how much, when, of which kind, of whom.</summary>
internal static class Questions
{
    /// <summary>How many questions a README has.</summary>
    public const int Most = 5;

    private const int MostMetrics = 3;
    private const int TooMany = 2;
    private const int TooFew = 2;

    /// <summary>The question that shows most: the first one by a dimension, else the first of all.</summary>
    public static DraftedQuestion First(IReadOnlyList<DraftedQuestion> questions) =>
        questions.FirstOrDefault(q => q.GroupBy.Count > 0 && q.GroupBy[0].StartsWith("Dimension", StringComparison.Ordinal))
        ?? questions[0];

    public static IReadOnlyList<DraftedQuestion> Of(IReadOnlyList<DraftedModel> models)
    {
        var taken = models.SelectMany(m => m.Measures.Select(x => x.Name).Append(m.Count)).Concat(models.Select(m => m.Table.Name))
            .ToHashSet(StringComparer.Ordinal);
        // Tables of events with amounts come first; the tables that they join to serve as groups.
        var ordered = models
            .OrderByDescending(m => (m.Measures.Count > 0 ? 4 : 0) + (m.Time is not null ? 2 : 0) + (m.Joins.Count > 0 ? 3 : 0))
            .ThenByDescending(m => m.Table.Rows).ToList();
        var all = ordered.SelectMany((m, i) => About(m, models, isMain: i == 0)).ToList();
        // By rank: a question of each kind before the second of any kind.
        return [.. all.OrderBy(q => q.Rank).Take(Most).Select(q => q.Question with { Name = SafeName.Unique(q.Question.Name, taken) })];
    }

    private static IEnumerable<(int Rank, DraftedQuestion Question)> About(
        DraftedModel model, IReadOnlyList<DraftedModel> models, bool isMain)
    {
        var (name, rank) = (model.Table.Name, isMain ? 0 : 10);
        var metrics = model.Measures.Select(m => m.Name).Prepend(model.Count).Take(MostMetrics).ToEquatableList();
        var first = model.Measures.Count > 0 ? model.Measures[0].Name : model.Count;
        var most = $"Metric('{first}').descending(True)";
        // Amounts of several currencies are no sum.
        List<string> Apart(int measures) => [.. model.Measures.Take(measures).Select(m => m.Currency?.Asked).OfType<string>().Distinct()];
        var apart = Apart(MostMetrics - 1);
        yield return (rank, new DraftedQuestion($"{name}_in_all", $"All of {name} together", metrics, [.. apart], null));
        if (model.Time is not null)
        {
            const string Month = "TimeDimension('metric_time', 'month')";
            yield return (rank + 1, new DraftedQuestion($"{name}_by_month", $"{name} by month", metrics, [Month, .. apart], Month));
        }

        var dimensions = Parting(model).ToList();
        foreach (var (dimension, at) in dimensions.Select((d, i) => (d, i)))
        {
            // Thousands of groups are asked for only when nothing else is left.
            var useless = Usefulness(dimension) * (Usefulness(dimension) >= TooMany ? 20 : 3);
            yield return (rank + 2 + (3 * at) + useless, By(model, dimension));
        }

        foreach (var (join, at) in model.Joins.Select((j, i) => (j, i)))
        {
            var other = models.First(m => m.Table == join.To);
            if (Parting(other).FirstOrDefault() is { } dimension)
                yield return (rank + 3 + at, By(other, dimension));
        }

        DraftedQuestion By(DraftedModel of, DraftedColumn dimension)
        {
            var called = of == model ? dimension.Name : $"{of.DimensionEntity}_{dimension.Name}";
            return new DraftedQuestion(
                $"{name}_by_{called}", $"{name} by {called.Replace('_', ' ')}", model.Measures.Count > 0 ? [first, model.Count] : [first],
                [.. Apart(1).Prepend($"Dimension('{of.AskedAs(dimension)}')").Distinct()], most);
        }
    }

    // A column with the same value in every row makes no groups: its answer would repeat the total.
    private static IEnumerable<DraftedColumn> Parting(DraftedModel model) =>
        model.Dimensions.Where(d => d.Values is not { Count: < TooFew }).OrderBy(Usefulness);

    // Lower is better: a handful of groups says more than one group, and more than thousands. A column of doubtful type, such as an amount
    // taken as text, comes last.
    private static int Usefulness(DraftedColumn column) => column.Doubt is not null ? 4 : column.Values?.Count switch
    {
        null => 3,
        >= 2 and <= 30 => 0,
        > 30 and <= 1_000 => 1,
        _ => 2,
    };
}
