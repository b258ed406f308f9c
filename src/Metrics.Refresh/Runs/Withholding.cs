using Metrics.Domain.Refreshing;
using Metrics.Refresh.Graph;
using Metrics.Refresh.Projects;

namespace Metrics.Refresh.Runs;

/// <summary>
/// Holds back built tables that may not be published: those of packs that publish together if one failed, and those built on versions that
/// are held back or refused.
/// </summary>
internal static class Withholding
{
    public static IReadOnlyList<NodeOutcome> Apply(IReadOnlyList<NodeOutcome> outcomes, Project project, IReadOnlySet<string> refused)
    {
        var held = new Dictionary<string, string>();
        var failedIn = outcomes
            .Where(o => o.Status.LeavesOldVersion() && project.Settings.PublishTogether.Contains(o.Node.Pack))
            .GroupBy(o => o.Node.Pack)
            .ToDictionary(g => g.Key, g => g.First().Node.Name);
        for (var changed = true; changed;)
        {
            changed = false;
            foreach (var outcome in outcomes.Where(o => o.Status == AttemptStatus.Published && !held.ContainsKey(o.Node.Name)))
            {
                if (ReasonFor(outcome) is not { } reason)
                    continue;
                held[outcome.Node.Name] = reason;
                changed = true;
                if (project.Settings.PublishTogether.Contains(outcome.Node.Pack))
                    failedIn.TryAdd(outcome.Node.Pack, outcome.Node.Name);
            }
        }

        return outcomes
            .Select(o => held.TryGetValue(o.Node.Name, out var reason)
                ? o with { Status = AttemptStatus.Withheld, Said = DataText.Open(reason) } : o)
            .ToList();

        string? ReasonFor(NodeOutcome outcome)
        {
            if (failedIn.TryGetValue(outcome.Node.Pack, out var failed))
                return $"pack '{outcome.Node.Pack}' publishes together and '{failed}' did not succeed";
            var input = outcome.Node.StoredInputsIn(project.Nodes).FirstOrDefault(held.ContainsKey);
            if (input is not null)
                return $"built on '{input}', which is withheld";
            var wrong = outcome.Node.StoredInputsIn(project.Nodes).FirstOrDefault(refused.Contains);
            return wrong is null ? null : $"built on '{wrong}', which a golden test refuses";
        }
    }
}
