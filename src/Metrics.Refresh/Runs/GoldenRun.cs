using System.Globalization;
using Metrics.Answering.Admission;
using Metrics.Answering.Answers;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Refreshing;
using Metrics.Domain.Results;
using Metrics.Refresh.DataTests;
using Metrics.Refresh.Graph;
using Metrics.Refresh.Projects;
using Metrics.Refresh.State;
using Metrics.Semantic.Catalogs;

namespace Metrics.Refresh.Runs;

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
