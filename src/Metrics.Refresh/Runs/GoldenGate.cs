using System.Globalization;
using Metrics.Answering.Admission;
using Metrics.Answering.Answers;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Refreshing;
using Metrics.Domain.Results;
using Metrics.Refresh.Catalogs;
using Metrics.Refresh.DataTests;
using Metrics.Refresh.Graph;
using Metrics.Refresh.Projects;
using Metrics.Refresh.State;
using Metrics.Semantic.Catalogs;
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

/// <summary>The result of a golden test.</summary>
/// <param name="Test">The test.</param>
/// <param name="Tables">The tables behind its metric; when it could not be asked, every gold table of its pack.</param>
/// <param name="Problem">What is wrong; null when nothing is.</param>
/// <param name="CouldNotRun">True when it could not be asked.</param>
internal sealed record GoldenOutcome(GoldenTest Test, IReadOnlyList<string> Tables, string? Problem, bool CouldNotRun)
{
    /// <summary>Tables that are not published because of it.</summary>
    public EquatableList<string> Held { get; init; }

    public bool Blocks => Problem is not null && Test.Severity == TestSeverity.Error;

    public string Status => Problem is null ? TestOutcome.PassedWord : CouldNotRun ? TestOutcome.CouldNotRun : Blocks ? TestOutcome.Failed
        : TestOutcome.Warned;

    public override string ToString() => $"golden test '{Test.Name}': {Problem ?? "passed"}";
}

/// <summary>Asks golden tests of the semantic layer itself, over tables that are not published yet.</summary>
internal sealed class GoldenRun(Project project, AdmittedEngine engine, TimeProvider clock)
{
    private static readonly AnswerLimits Limits = AnswerLimits.Default with { Timeout = TimeSpan.FromMinutes(5) };

    /// <param name="catalog">The definitions as they will be.</param>
    /// <param name="tables">The tables as they will be.</param>
    /// <param name="tests">The tests to ask.</param>
    /// <param name="concerns">Decides by the tables behind a metric whether it is worth asking.</param>
    /// <param name="ct">Cancels the questions.</param>
    public async Task<IReadOnlyList<GoldenOutcome>> AskAsync(
        Catalog catalog, IEnumerable<BuiltVersion> tables, IEnumerable<GoldenTest> tests, Func<IReadOnlyList<string>, bool> concerns,
        CancellationToken ct)
    {
        var layer = new UnpublishedLayer(catalog, tables.Select(Prospective).ToDictionary(t => t.Model, StringComparer.Ordinal), engine);
        var outcomes = new List<GoldenOutcome>();
        foreach (var test in tests)
        {
            if (await AskAsync(layer, test, concerns, ct) is { } outcome)
                outcomes.Add(outcome);
        }

        return outcomes;
    }

    private async Task<GoldenOutcome?> AskAsync(
        UnpublishedLayer layer, GoldenTest test, Func<IReadOnlyList<string>, bool> concerns, CancellationToken ct)
    {
        var asked = test.Ask(clock.GetUtcNow());
        if (!asked.Succeeded(out var query))
            return CouldNot(test, asked.Diagnostics, null);
        var touched = layer.Tables(query);
        if (!touched.Succeeded(out var tables))
            return CouldNot(test, touched.Diagnostics, null);
        if (!concerns(tables))
            return null;
        var answer = await layer.AnswerAsync(query, Limits, ct);
        return answer.Succeeded(out var rows) ? new GoldenOutcome(test, tables, test.Judge(Value(rows)), CouldNotRun: false)
            : CouldNot(test, answer.Diagnostics, tables);
    }

    // If the tables behind it are not known, the test blocks every stored gold table of its pack.
    private GoldenOutcome CouldNot(GoldenTest test, IReadOnlyList<Diagnostic> why, IReadOnlyList<string>? tables) => new(
        test,
        tables ?? project.Nodes.Values.Where(n => n.Pack == test.Pack && n.Layer == Layer.Gold && n.IsStored()).Select(n => n.Name)
            .ToList(),
        $"could not be asked: {why[0].Message}{(why[0].Cause is { } cause ? $" ({cause.Full})" : "")}"
            + $"{(why[0].Location is { } at && at != test.Location ? $" at {at}" : "")}"
            + $"{(why[0].Hint is { } hint ? $"; {hint}" : "")} ({test.Location})",
        CouldNotRun: true);

    private static decimal? Value(ResultTable rows)
    {
        if (rows.RowCount == 0 || rows.Values[0].IsNull(0))
            return null;
        return rows.Values[0] switch
        {
            ColumnValues.Texts texts => decimal.TryParse(texts.Items[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                ? number : null,
            ColumnValues.Integers integers => integers.Items[0],
            ColumnValues.Doubles doubles => Math.Abs(doubles.Items[0]) < (double)decimal.MaxValue ? (decimal)doubles.Items[0] : null,
            _ => null,
        };
    }

    private PublishedTable Prospective(BuiltVersion version) => new()
    {
        Model = version.Model, Pack = version.Pack, Layer = version.Layer, Version = version.Version, Publication = 0,
        Relation = version.Relation,
        RowsAt = version.RowsAt, Columns = version.Columns, Keys = version.Keys, Ancestors = version.Ancestors, AsOf = version.AsOf,
        CheckedAt = clock.GetUtcNow(), PublishedAt = clock.GetUtcNow(), BuiltAt = clock.GetUtcNow(), Rejected = version.Rejected,
        LastAttempt = new Attempt(AttemptStatus.Published, clock.GetUtcNow(), Guid.Empty, Detail: null), Held = false,
    };
}
