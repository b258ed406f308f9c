using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Kinds;

namespace Metrics.Semantic.Catalogs.Definitions;

/// <summary>Everything that was read, the broken included: rules look at it whole, so that a mistake is not reported twice as an unknown name.</summary>
internal sealed class DefinitionSet
{
    public List<SemanticModel> Models { get; } = [];

    public List<Metric> Metrics { get; } = [];

    public List<SavedQuery> SavedQueries { get; } = [];

    public List<TimeSpine> TimeSpines { get; } = [];

    public List<Use> Uses { get; } = [];

    public List<Finding> Findings { get; } = [];

    public void Report(DefinitionKey? breaks, IEnumerable<Diagnostic> problems) => Findings.AddRange(problems.Select(p => new Finding(breaks, p)));
}
