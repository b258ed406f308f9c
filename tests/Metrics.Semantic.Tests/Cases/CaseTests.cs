using System.Text;
using Metrics.Domain.Diagnostics;
using Metrics.Testing;

namespace Metrics.Semantic.Tests.Cases;

/// <summary>Every folder here: a question, SQL written by hand that must give the same rows, and the texts of the stages between.</summary>
/// <remarks>
/// A case without check.sql is one that must be refused. METRICS_GOLDEN=write writes the texts anew; rows are compared all the same.
/// </remarks>
[Trait("Needs", "PostgreSQL")]
public sealed class CaseTests(CaseBed bed) : IClassFixture<CaseBed>
{
    private static readonly bool _writes = Environment.GetEnvironmentVariable("METRICS_GOLDEN") == "write";

    public static TheoryData<string> All { get; } = new(Directory
        .GetFiles(CaseBed.Folder, "query.json", SearchOption.AllDirectories)
        .Select(f => Path.GetRelativePath(CaseBed.Folder, Path.GetDirectoryName(f)!).Replace('\\', '/'))
        .Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(All))]
    public async Task Answers_equal_sql_written_by_hand(string name)
    {
        var folder = Path.Combine(CaseBed.Folder, name);
        var query = await File.ReadAllTextAsync(Path.Combine(folder, "query.json"));
        var check = Path.Combine(folder, "check.sql");
        if (!File.Exists(check))
        {
            var refusal = await bed.Bed.RefusalAsync(query);
            Assert.DoesNotContain(refusal, d => d.Code.Id[0] == 'E');
            Golden(folder, "refusal.txt", string.Concat(refusal.Select(d => d + "\n")));
            return;
        }

        var answer = await bed.Bed.CheckAsync(query, await File.ReadAllTextAsync(check));
        var explained = await bed.Bed.ExplainAsync(query);
        Golden(folder, "resolved.txt", explained.Resolved);
        Golden(folder, "plan.txt", explained.Plan);
        Golden(folder, "statement.sql", explained.Statement + "\n");
        var text = new StringBuilder().AppendJoin(" | ", answer.Table.Columns.Select(c => $"{c.Name} {c.Type}")).Append('\n');
        foreach (var row in Cells.Of(answer.Table))
            text.AppendJoin(" | ", row).Append('\n');
        foreach (var warning in answer.Meta.Warnings)
            text.Append("warning: ").Append(warning).Append('\n');
        Golden(folder, "answer.txt", text.ToString());
    }

    private static void Golden(string folder, string file, string text)
    {
        var path = Path.Combine(folder, file);
        if (_writes)
            File.WriteAllText(path, text);
        Assert.Equal(File.ReadAllText(path), text, ignoreLineEndingDifferences: true);
    }
}

/// <summary>The tables and the catalog that the cases share.</summary>
public sealed class CaseBed : IAsyncLifetime
{
    public static string Folder { get; } = Path.Combine(Repository.Root, "tests", "Metrics.Semantic.Tests", "Cases");

    internal SemanticBed Bed { get; private set; } = null!;

    public async Task InitializeAsync() => Bed = await SemanticBed.StartAsync(
        await File.ReadAllTextAsync(Path.Combine(Folder, "tables.sql")), await File.ReadAllTextAsync(Path.Combine(Folder, "catalog.yml")));

    public async Task DisposeAsync() => await Bed.DisposeAsync();
}
