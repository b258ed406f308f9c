using System.Globalization;
using Metrics.Answering.Admission;
using Metrics.Semantic.Portable;
using Metrics.Testing;

namespace Metrics.Semantic.Tests.Cases;

/// <summary>Which cases only PostgreSQL answers, and by which word: all others gave the same rows on DuckDB.</summary>
[Trait("Needs", "PostgreSQL")]
public sealed class CasePortabilityTests(CaseBed bed) : IClassFixture<CaseBed>
{
    [Fact]
    public async Task Every_case_runs_on_both_engines_or_its_word_is_named()
    {
        var (both, named) = (0, new List<string>());
        foreach (var name in ((IEnumerable<object[]>)CaseTests.All).Select(row => (string)row[0]))
        {
            var folder = Path.Combine(CaseBed.Folder, name);
            if (!File.Exists(Path.Combine(folder, "check.sql")))
                continue;
            var query = SemanticBed.Read(await File.ReadAllTextAsync(Path.Combine(folder, "query.json")));
            var outcome = await bed.Bed.Forgetful.AnswerAsync(query, [], AnswerLimits.Default, default);
            Assert.True(outcome.Succeeded(out _), $"{name}: {outcome.Diagnostics}");
            var explained = await bed.Bed.Layer.ExplainAsync(bed.Bed.Layer.Take(principal: null), query, [], AnswerLimits.Default, default);
            Assert.True(explained.Succeeded(out var explanation), name);
            Assert.Equal(("PostgreSQL", bed.Bed.Engines.LastReason), (explanation.Engine.Name, explanation.Engine.OnlyBecause));
            if (bed.Bed.Engines.LastReason is { } word)
                named.Add($"{name}: {word}");
            else
                both++;
        }

        var text = string.Create(CultureInfo.InvariantCulture,
            $"{both} cases gave the same on both engines\n") + string.Concat(named.Select(n => n + "\n"));
        var file = Path.Combine(CaseBed.Folder, "portable.txt");
        if (Environment.GetEnvironmentVariable("METRICS_GOLDEN") == "write")
            await File.WriteAllTextAsync(file, text);
        Assert.Equal(await File.ReadAllTextAsync(file), text, ignoreLineEndingDifferences: true);
    }

    [Fact]
    public async Task The_documentation_lists_the_portable_functions()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "engines.md"));
        var row = page.Split('\n').Single(l => l.StartsWith("| functions |", StringComparison.Ordinal));
        Assert.Equal(Functions.Names, row.Split('`').Where((_, i) => i % 2 == 1).Order(StringComparer.Ordinal));
    }
}
