using System.Globalization;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Refresh.Drafting;
using Metrics.Refresh.Projects;
using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Commands;

/// <summary>What <c>init</c> says: what it found, what it is unsure of, and what to type next.</summary>
internal sealed class InitReport(CommandContext context, string folder)
{
    private const int MostColumns = 12;

    public CommandContext Context => context;

    public string Folder => folder;

    /// <summary>Where the API answers.</summary>
    public string Api { get; } = ApiAddress.Of(context.Environment);

    public int Refuse(IEnumerable<Diagnostic> why)
    {
        Report(why);
        return CommandContext.Usage;
    }

    public int Drafted(string name, FolderDraft draft, IEnumerable<Diagnostic> said)
    {
        Line($"Project '{name}' is written to {folder}");
        foreach (var model in draft.Models)
            Found(model);
        foreach (var (file, why) in draft.LeftOut)
            Line($"\n{file}: left out, {why}");
        var unsure = draft.Tables.SelectMany(t => t.Doubts.Select(d => $"{t.File}: {d}")
            .Concat(t.Columns.Where(c => c.Doubt is not null).Select(c => $"{t.File}, '{c.Header}': {c.Doubt}"))).ToList();
        unsure.AddRange(draft.Models.SelectMany(m => m.Measures.Where(x => x.Doubt is not null)
            .Select(x => $"{m.Table.File}, '{x.Column.Header}': {x.Doubt}").Concat(m.Doubts.Select(d => $"{m.Table.File}: {d}"))));
        var broken = said.Where(s => s.Severity == DiagnosticSeverity.Error).ToList();
        unsure.AddRange(said.Except(broken).Where(s => !IsOfTotals(s, draft)).Select(s => s.ToString()));
        if (unsure.Count > 0)
        {
            var pack = Path.Combine(folder, ProjectText.SourceOf(name));
            Line($"\nUnsure of (change it in {Path.Combine(pack, "sources.yml")} or {Path.Combine(pack, "semantic")}):");
        }

        foreach (var one in unsure)
            Line($"  - {one}");
        Broken(name, broken);
        Line($"  ./run.sh {ProjectText.Shell(folder)}");
        if (draft.Questions.Count > 0)
        {
            var answered = draft.Questions.Where(q => !Fails(q, draft, said)).DefaultIfEmpty(draft.Questions[0]).ToList();
            Line($"  curl -s '{ProjectText.Address(Api, Questions.First(answered))}'");
        }

        Line($"Five questions that it answers are in {Path.Combine(folder, "README.md")}.");
        return 0;
    }

    // What a load certainly refuses is no doubt, and there is nothing to ask before it is mended.
    private void Broken(string name, List<Diagnostic> broken)
    {
        if (broken.Count == 0)
        {
            Line("\nNext:");
            return;
        }

        var sources = Path.Combine(folder, ProjectText.SourceOf(name), "sources.yml");
        Line($"\nNot loaded as it is (mend the file, or its declaration in {sources}):");
        foreach (var one in broken)
            Line($"  - {one}");
        Line("\nNext, until it reports no error:");
        Line($"  scripts/refresh.sh validate --data --project {ProjectText.Shell(folder)}");
        Line("then:");
    }

    // A warning that the load rejects the rows of totals and no others repeats a doubt that is already listed.
    private static bool IsOfTotals(Diagnostic said, FolderDraft draft) => said.Code == DiagnosticCode.SourceDoubtful
        && draft.Tables.Any(t => t.RejectedTotals > 0 && said.Message.Contains(
            string.Create(CultureInfo.InvariantCulture, $"__{t.Name}': {t.RejectedTotals:N0} of the first "), StringComparison.Ordinal)
            && said.Message.Contains("rows would be rejected", StringComparison.Ordinal));

    // A table whose load would fail has no answers.
    private static bool Fails(DraftedQuestion question, FolderDraft draft, IEnumerable<Diagnostic> said)
    {
        var broken = said.Where(d => d.Severity == DiagnosticSeverity.Error || d.Code == DiagnosticCode.TooManyRejects)
            .Select(d => d.Message).ToList();
        return draft.Tables.Any(t => question.Name.StartsWith($"{t.Name}_", StringComparison.Ordinal)
            && broken.Exists(m => m.Contains(t.Name, StringComparison.Ordinal)));
    }

    public int OverDbt(string name, IEnumerable<Diagnostic> said)
    {
        Report(said);
        Line($"Project '{name}' is written to {folder}: it serves what dbt defines and builds, where it is.");
        Line("\nNext, with the database that dbt builds into:");
        Line("  export ConnectionStrings__Warehouse='Host=…;Database=…;Username=…;Password=…'");
        Line($"  scripts/refresh.sh validate --project {ProjectText.Shell(folder)}");
        Line($"  ./run.sh {ProjectText.Shell(folder)}");
        return 0;
    }

    public int Empty(string name)
    {
        Line($"Project '{name}' is written to {folder}. It has no data yet.");
        Line("\nNext, one of:");
        Line($"  scripts/refresh.sh init {ProjectText.Shell(folder + "-2")} --from FOLDER    a project for the files of a folder");
        Line($"  see {Path.Combine(folder, "README.md")}, which says what to write by hand");
        return 0;
    }

    private void Found(DraftedModel model)
    {
        var table = model.Table;
        var rows = table.Rows.ToString("N0", CultureInfo.InvariantCulture);
        Line($"\n{table.File} -> {table.Name}: {rows} rows{(table.HasMore ? " or more" : "")}; {string.Join(", ", Form(table))}");
        if (table.Key is not null)
            Line($"  key      {table.Key}");
        foreach (var join in model.Joins)
            Line($"  joins    {join.Column.Name} -> {join.To.Name}.{join.To.Key}");
        if (table.Further is { } pattern)
            Line($"  further  files of this kind are read if 'file' is {pattern}");
        if (model.Times.Count > 0)
        {
            var times = string.Join(", ", model.Times.Select(c => Named(model, c)));
            Line($"  time     {times}; metric_time is {model.NameOf(model.Times[0])}");
        }

        if (model.Dimensions.Count > 0)
            Line($"  by       {Names(model)}");
        var metrics = model.Measures.Select(m => m.IsPlain ? m.Name
            : $"{m.Name} ({(m.Along is null ? m.Aggregation : "of the last day")})").Prepend(model.Count);
        Line($"  metrics  {string.Join(", ", metrics)}");
    }

    private static IEnumerable<string> Form(DraftedTable table)
    {
        if (table.Format != SourceFormat.Csv)
        {
            yield return table.Format.Extension();
            yield break;
        }

        var csv = table.Csv;
        var word = TableReader.Delimiters.Where(d => d.Sign == csv.Delimiter).Select(d => d.Word).FirstOrDefault();
        yield return $"delimiter {(csv.BlankRuns ? "blanks" : word ?? csv.Delimiter.ToString())}";
        if (csv.Encoding != "utf-8")
            yield return csv.Encoding;
        if (csv.DecimalMark != '.')
            yield return "decimal comma";
        if (!csv.HasHeader)
            yield return "no header";
        if (csv.Nulls.Count > 0)
            yield return $"{string.Join(" or ", csv.Nulls.Select(n => $"'{n}'"))} means null";
    }

    private static string Names(DraftedModel model) =>
        string.Join(", ", model.Dimensions.Take(MostColumns).Select(c => Named(model, c)))
        + (model.Dimensions.Count > MostColumns ? $" and {model.Dimensions.Count - MostColumns} more" : "");

    private static string Named(DraftedModel model, DraftedColumn column) => (column.Format, column.Type.Kind) switch
    {
        ({ } format, _) => $"{model.AskedAs(column)} ({ColumnTypeText.Word(column.Type)} {format})",
        (_, ColumnKind.Text) => model.AskedAs(column),
        _ => $"{model.AskedAs(column)} ({ColumnTypeText.Word(column.Type)})",
    };

    // File names and headers are foreign input: control characters in them must not reach the terminal.
    private void Line(string text) =>
        context.Output.WriteLine(text.StartsWith('\n') ? $"\n{Yaml.Comment(text[1..])}" : Yaml.Comment(text));

    private void Report(IEnumerable<Diagnostic> diagnostics)
    {
        if (context.LogsJson)
        {
            context.Report(diagnostics);
            return;
        }

        foreach (var diagnostic in diagnostics)
            context.Note(Yaml.Comment(diagnostic.ToString()));
    }
}
