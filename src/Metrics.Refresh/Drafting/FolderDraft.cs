using Metrics.Domain;
using Metrics.Domain.Diagnostics;

namespace Metrics.Refresh.Drafting;

/// <summary>What a folder of files became: tables, models, questions, and what was left out.</summary>
internal sealed record FolderDraft(
    IReadOnlyList<DraftedTable> Tables, IReadOnlyList<DraftedModel> Models, IReadOnlyList<DraftedQuestion> Questions,
    IReadOnlyList<(string File, string Why)> LeftOut)
{
    public static async Task<Outcome<FolderDraft>> MakeAsync(string folder, CancellationToken ct)
    {
        if (!Directory.Exists(folder))
            return Nothing($"there is no folder '{folder}'", "--from takes the folder that the files are in");
        if (FoundTables.MeansMore(folder))
        {
            return Nothing(
                $"the path '{folder}' has a special character of 'path' (* ? ${{)",
                "rename the folder, or give a link to it without such a character");
        }

        FoundTables found;
        try
        {
            found = FoundTables.In(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Nothing($"'{folder}' cannot be read: {e.Message}", "--from takes a folder that this user may read");
        }

        var others = found.Others.ToList();
        var tables = await DraftAsync(found, dayFirst: null, others, ct);
        // The order of day and month in columns whose values tell is applied to those whose values do not.
        var dayFirst = ColumnDraft.DayFirst(tables.SelectMany(t => t.Columns));
        if (dayFirst is not null && tables.Exists(t => t.Columns.Any(c => c.Format is not null && c.Doubt is not null)))
        {
            others = found.Others.ToList();
            tables = await DraftAsync(found, dayFirst, others, ct);
        }

        if (tables.Count == 0)
        {
            var why = others.Count == 0 ? "it is empty" : string.Join("; ", others.Take(5).Select(o => $"{o.File}: {o.Why}"));
            return Nothing($"no file in '{folder}' can be loaded: {why}", "put CSV, TSV or NDJSON files there, each with a header or none");
        }

        var models = DraftedModels.Of(tables);
        return Outcome<FolderDraft>.Of(new FolderDraft(tables, models, Drafting.Questions.Of(models), others));
    }

    private static async Task<List<DraftedTable>> DraftAsync(
        FoundTables found, bool? dayFirst, List<(string File, string Why)> others, CancellationToken ct)
    {
        var (tables, taken) = (new List<DraftedTable>(), new HashSet<string>(StringComparer.Ordinal));
        var waiting = new Queue<FoundTable>(found.Tables);
        while (waiting.TryDequeue(out var next))
        {
            var name = SafeName.Of(next.Name, "table_1");
            name = SafeName.Unique(SafeName.IsReserved(name) ? $"{name}_table" : name, taken);
            var (table, problem) = await TableDraft.MakeAsync(next, name, dayFirst, ct);
            if (table is { Columns.Count: > 0 })
            {
                tables.Add(table);
                continue;
            }

            taken.Remove(name);
            if (next.Paths.Count > 1)
            {
                foreach (var one in FoundTables.Apart(next))
                    waiting.Enqueue(one with { Doubt = problem is TableDraft.SameKeys or TableDraft.SameRows ? problem : null });
            }
            else
            {
                others.Add((next.File, problem ?? "it has no columns"));
            }
        }

        return tables;
    }

    private static Outcome<FolderDraft> Nothing(string why, string hint) =>
        Outcome<FolderDraft>.Refused(new Diagnostic(DiagnosticCode.NothingToDraft, why, Hint: hint));
}
