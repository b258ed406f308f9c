using Metrics.Domain;
using Metrics.Semantic.Catalogs.Written;
using Metrics.Semantic.Kinds;

namespace Metrics.Semantic.Catalogs.Definitions;

/// <summary>
/// Metrics for measures that other metrics accumulate or convert: an existing one that means the same, or else a private one made for it.
/// </summary>
internal sealed class InputMetrics
{
    private readonly DefinitionSet _set;
    private readonly Dictionary<(string Measure, bool Join, long? Fill), string> _known = [];
    private readonly HashSet<string> _taken;

    public InputMetrics(DefinitionSet set)
    {
        _set = set;
        _taken = [.. set.Written.Metrics.Select(m => m.Name), .. set.Metrics.Select(m => m.Name)];
        foreach (var metric in set.Written.Metrics.Where(
            m => m is { Kind: WrittenKind.Simple, Aggregation: null, Measure.Filters.Count: 0, Filters.Count: 0 }))
        {
            var measure = metric.Measure!;
            _known.TryAdd(
                (measure.Name.Text, metric.JoinToTimeSpine || measure.JoinToTimeSpine, metric.FillNullsWith ?? measure.FillNullsWith),
                metric.Name);
        }

        foreach (var measure in set.Written.Models.SelectMany(m => m.Measures).Where(m => m.CreatesMetric && _taken.Add(m.Name)))
        {
            Make(measure.Name, measure, join: false, fill: null, isPrivate: false);
            _known.TryAdd((measure.Name, false, null), measure.Name);
        }
    }

    /// <summary>The input metric that means the same as a measure; null when no measure is given.</summary>
    public WrittenInput? Of(WrittenMeasureInput? input, WrittenMetric user)
    {
        if (input is null)
            return null;
        var key = (input.Name.Text, input.JoinToTimeSpine, input.FillNullsWith);
        if (!_known.TryGetValue(key, out var metric))
        {
            var measure = _set.Written.Models.SelectMany(m => m.Measures).FirstOrDefault(m => m.Name == input.Name.Text)
                ?? new WrittenMeasure(input.Name.Text, null, input.Name.At);
            metric = Free(input);
            Make(metric, measure, input.JoinToTimeSpine, input.FillNullsWith, isPrivate: true, user.Pack);
            _known[key] = metric;
        }

        return new WrittenInput(input.Name with { Text = metric }, input.Alias, input.Filters);
    }

    private string Free(WrittenMeasureInput input)
    {
        var fill = input.FillNullsWith is { } filler ? $"_fill_nulls_with_{(filler < 0 ? $"minus_{-filler}" : filler)}" : "";
        var name = $"{input.Name.Text}{fill}{(input.JoinToTimeSpine ? "_join_to_timespine" : "")}";
        for (var free = name; ; free += "_input")
        {
            if (_taken.Add(free))
                return free;
        }
    }

    private void Make(string name, WrittenMeasure measure, bool join, long? fill, bool isPrivate, string? pack = null)
    {
        var key = DefinitionKey.OfMetric(name);
        _set.Uses.Add(new Use(key, UseOf.Measure, measure.Name, measure.Location));
        _set.Metrics.Add(new SimpleMetric
        {
            Name = name,
            Label = measure.CreatedLabel ?? measure.Label?.Text,
            Description = measure.Description,
            Owner = measure.Facts.Owner,
            Unit = measure.Facts.Unit,
            Format = measure.Facts.Format,
            Deprecated = measure.Facts.Deprecated,
            Synonyms = measure.Facts.Synonyms,
            Pack = pack ?? _set.Written.Models.First(m => m.Measures.Contains(measure)).Pack,
            Measure = measure.Name,
            JoinToTimeSpine = join,
            FillNullsWith = fill,
            IsPrivate = isPrivate,
            Location = measure.Location,
        });
    }
}
