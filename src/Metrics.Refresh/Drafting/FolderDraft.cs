using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Drafting;

/// <summary>What a folder of files became: tables, models, questions, and what was left out.</summary>
internal sealed record FolderDraft(
    IReadOnlyList<DraftedTable> Tables, IReadOnlyList<DraftedModel> Models, IReadOnlyList<DraftedQuestion> Questions,
    IReadOnlyList<(string File, string Why)> LeftOut)
{
    public static async Task<Outcome<FolderDraft>> MakeAsync(string folder, TimeProvider clock, CancellationToken ct)
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
        var tables = await DraftAsync(found, dayFirst: null, others, clock, ct);
        // The order of day and month in columns whose values tell is applied to those whose values do not.
        var dayFirst = ColumnDraft.DayFirst(tables.SelectMany(t => t.Columns));
        if (dayFirst is not null && tables.Exists(t => t.Columns.Any(c => c.Format is not null && c.Doubt is not null)))
        {
            others = found.Others.ToList();
            tables = await DraftAsync(found, dayFirst, others, clock, ct);
        }

        if (tables.Count == 0)
        {
            var why = others.Count == 0 ? "it is empty" : string.Join("; ", others.Take(5).Select(o => $"{o.File}: {o.Why}"));
            return Nothing($"no file in '{folder}' can be loaded: {why}", "put CSV, TSV or NDJSON files there, each with a header or none");
        }

        tables = [.. DraftedJoins.WithMissed(KeyChoice.Among(Encoded(tables)))];
        var models = DraftedModels.Of(tables);
        return Outcome<FolderDraft>.Of(new FolderDraft(tables, models, Drafting.Questions.Of(models), others));
    }

    private static async Task<List<DraftedTable>> DraftAsync(
        FoundTables found, bool? dayFirst, List<(string File, string Why)> others, TimeProvider clock, CancellationToken ct)
    {
        var (tables, taken) = (new List<DraftedTable>(), new HashSet<string>(StringComparer.Ordinal));
        var waiting = new Queue<FoundTable>(found.Tables);
        while (waiting.TryDequeue(out var next))
        {
            var name = SafeName.Of(next.Name, "table_1");
            name = SafeName.Unique(SafeName.IsReserved(name) ? $"{name}_table" : name, taken);
            var (table, problem) = await TableDraft.MakeAsync(next, name, dayFirst, clock, ct);
            if (table is { Columns.Count: > 0 })
            {
                tables.Add(table);
                continue;
            }

            taken.Remove(name);
            if (next.Paths.Count > 1)
            {
                var doubt = problem is TableDraft.SameKeys or TableDraft.SameRows or TableDraft.OtherOrder ? problem : null;
                foreach (var one in FoundTables.Apart(next))
                    waiting.Enqueue(one with { Doubt = doubt });
            }
            else
            {
                others.Add((next.File, problem ?? "it has no columns"));
            }
        }

        return tables;
    }

    // A file without accents does not tell its encoding. Its next version may have some, and is written as the files beside it are.
    private static IReadOnlyList<DraftedTable> Encoded(List<DraftedTable> tables)
    {
        var western = tables.Find(t => t.Csv.Encoding == DraftedForm.Western);
        return western is null || tables.Exists(t => t is { Format: SourceFormat.Csv, IsAscii: false, Csv.Encoding: "utf-8" }) ? tables
            : tables.ConvertAll(t => !t.IsAscii || t.Csv.Encoding != "utf-8" ? t : t with
            {
                Csv = t.Csv with { Encoding = DraftedForm.Western },
                Doubts = [.. t.Doubts, $"it has no accents, so that its encoding cannot be seen; declared as {DraftedForm.Western} like "
                    + $"'{western.File}'"],
            });
    }

    private static Outcome<FolderDraft> Nothing(string why, string hint) =>
        Outcome<FolderDraft>.Refused(new Diagnostic(DiagnosticCode.NothingToDraft, why, Hint: hint));
}
