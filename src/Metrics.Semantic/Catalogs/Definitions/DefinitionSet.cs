using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Written;
using Metrics.Semantic.Kinds;

namespace Metrics.Semantic.Catalogs.Definitions;

/// <summary>
/// The definitions made from everything that was written, broken ones included. Rules check the whole set, so that a broken definition is
/// not reported again as an unknown name.
/// </summary>
internal sealed class DefinitionSet
{
    private DefinitionSet(WrittenManifest written) => Written = written;

    /// <summary>As written.</summary>
    public WrittenManifest Written { get; }

    public List<SemanticModel> Models { get; } = [];

    public List<Metric> Metrics { get; } = [];

    public List<SavedQuery> SavedQueries { get; } = [];

    public List<TimeSpine> TimeSpines { get; } = [];

    public List<Use> Uses { get; } = [];

    public List<Finding> Findings { get; } = [];

    public static DefinitionSet Of(WrittenManifest written)
    {
        var set = new DefinitionSet(written);
        set.Uses.AddRange(written.Uses);
        set.Findings.AddRange(written.Findings);
        var aggregations = new MetricAggregations(written);
        foreach (var model in written.Models)
        {
            set.Models.Add(ModelDefinition.Of(model, aggregations.Of(model), set));
            set.Metrics.AddRange(model.EventMetrics);
        }

        var metrics = new MetricDefinition(set, aggregations);
        foreach (var metric in written.Metrics)
            metrics.Define(metric);
        foreach (var query in written.SavedQueries)
            SavedQueryDefinition.Define(query, set);
        SpineDefinition.Define(written, set);
        return set;
    }

    public void Report(DefinitionKey? breaks, IEnumerable<Diagnostic> problems) =>
        Findings.AddRange(problems.Select(p => new Finding(breaks, p)));
}
