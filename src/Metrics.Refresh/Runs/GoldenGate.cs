using Metrics.Domain;
using Metrics.Domain.Refreshing;
using Metrics.Refresh.Catalogs;
using Metrics.Refresh.Projects;
using Metrics.Refresh.State;
using Npgsql;

namespace Metrics.Refresh.Runs;

/// <summary>What may be published after golden tests were asked.</summary>
/// <param name="Outcomes">Every table of the run.</param>
/// <param name="Catalog">The definitions to publish with them.</param>
/// <param name="Asked">The results of the golden tests.</param>
internal sealed record GateResult(IReadOnlyList<NodeOutcome> Outcomes, CatalogRelease Catalog, IReadOnlyList<GoldenOutcome> Asked);

/// <summary>Asks golden tests of the candidate and holds back the new tables and changed definitions behind a wrong answer.</summary>
internal sealed class GoldenGate(Project project, IReadOnlyDictionary<string, CurrentVersion> current, NpgsqlDataSource data)
{
    /// <param name="built">Every table of the run.</param>
    /// <param name="retired">Tables that will be retired if nothing fails.</param>
    /// <param name="golden">Asks the golden tests; null when there are none.</param>
    /// <param name="ct">Cancels the questions.</param>
    public async Task<GateResult> SettleAsync(
        IReadOnlyList<NodeOutcome> built, EquatableList<string> retired, GoldenRun? golden, CancellationToken ct)
    {
        var outcomes = Withholding.Apply(built, project, new HashSet<string>());
        var (asked, failed, refused) = (new Dictionary<string, GoldenOutcome>(), new List<GoldenOutcome>(), new HashSet<string>());
        CatalogRelease? catalog = null;
        while (true)
        {
            var tables = AsPublished(outcomes, retired);
            catalog = await CatalogRelease.PrepareAsync(project.Catalog, HeldPacks(failed), tables, catalog, data, ct);
            if (golden is null)
                return new GateResult(outcomes, catalog, []);
            var selected = outcomes.Select(o => o.Node.Name).ToHashSet();
            // Holding back a table changes what other answers are computed from, so every test that has not failed is asked again.
            var due = project.Golden.Where(t => !failed.Exists(f => f.Test.Name == t.Name));
            var answers = await golden.AskAsync(
                catalog.InForce, tables, due, touched => catalog.Changed || touched.Any(selected.Contains), ct);
            foreach (var answer in answers)
                asked[answer.Test.Name] = answer;
            var wrong = answers.Where(a => a.Blocks).ToList();
            if (wrong.Count == 0)
                return new GateResult(outcomes, catalog, [.. asked.Values]);
            failed.AddRange(wrong);
            var before = outcomes;
            outcomes = Withholding.Apply(Mark(outcomes, wrong, refused), project, refused);
            foreach (var (answer, held) in HeldBy(wrong, before, outcomes))
                asked[answer.Test.Name] = answer with { Held = held };
        }
    }

    private static Dictionary<string, string> HeldPacks(IEnumerable<GoldenOutcome> failed) => failed.GroupBy(f => f.Test.Pack)
        .ToDictionary(g => g.Key, g => string.Join(", ", g.Select(f => $"golden test '{f.Test.Name}' {TableTexts.Verb(f)}")));

    // The tables that a wrong answer holds back: those behind it, and those that are built on them or publish together with them.
    private IEnumerable<(GoldenOutcome Answer, EquatableList<string> Held)> HeldBy(
        List<GoldenOutcome> wrong, IReadOnlyList<NodeOutcome> before, IReadOnlyList<NodeOutcome> after)
    {
        var stays = before.Zip(after).Where(o => !o.First.Status.LeavesOldVersion() && o.Second.Status.LeavesOldVersion())
            .Select(o => o.Second.Node.Name).ToList();
        var packs = after.GroupBy(o => o.Node.Name).ToDictionary(g => g.Key, g => g.First().Node.Pack);
        GoldenOutcome Behind(string table) => wrong.Find(w => w.Tables.Contains(table))
            ?? wrong.Find(w => project.Graph.Upstream(table).Any(w.Tables.Contains))
            ?? wrong.Find(w => w.Test.Pack == packs.GetValueOrDefault(table)) ?? wrong[0];
        return stays.GroupBy(Behind).Select(g => (g.Key, g.Order(StringComparer.Ordinal).ToEquatableList()));
    }

    private List<BuiltVersion> AsPublished(IReadOnlyList<NodeOutcome> outcomes, EquatableList<string> retired)
    {
        var leaving = outcomes.Any(o => o.Status.LeavesOldVersion()) ? [] : retired;
        return current.Values.Where(v => v.Exists && !leaving.Contains(v.Built.Model)).Select(v => v.Built)
            .Concat(outcomes.Where(o => o.IsNew).Select(o => o.Version!))
            .GroupBy(v => v.Model, (_, versions) => versions.MaxBy(v => v.Version)!)
            .ToList();
    }

    // New versions behind a wrong answer are suspect. If none is new, the tables are as wrong as before, and all are marked from now on.
    private List<NodeOutcome> Mark(IReadOnlyList<NodeOutcome> outcomes, List<GoldenOutcome> wrong, HashSet<string> refused)
    {
        var marked = outcomes.ToList();
        foreach (var answer in wrong)
        {
            var behind = Enumerable.Range(0, marked.Count).Where(i => answer.Tables.Contains(marked[i].Node.Name)).ToList();
            var suspect = behind.Exists(i => marked[i].IsNew) ? behind.Where(i => marked[i].IsNew)
                : behind.Where(i => !marked[i].Status.LeavesOldVersion());
            foreach (var i in suspect.ToList())
            {
                var outcome = marked[i];
                if (outcome.IsNew)
                    refused.Add(outcome.Node.Name);
                marked[i] = outcome with { Status = AttemptStatus.TestFailed, Version = Before(outcome), Said = Said(outcome, answer) };
            }
        }

        return marked;
    }

    // The detail is restricted by the tables behind the test, even for a table that only shares the test's pack.
    private DataText Said(NodeOutcome outcome, GoldenOutcome answer) =>
        new TableTexts(project).Of(answer, $"'{outcome.Node.Name}': a golden test {TableTexts.Verb(answer)}", answer.ToString());

    private BuiltVersion? Before(NodeOutcome outcome) => current.TryGetValue(outcome.Node.Name, out var before) && before.Exists
        ? before.Built : null;
}
