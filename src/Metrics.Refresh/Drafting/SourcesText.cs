using System.Text;
using Metrics.Refresh.Connectors.Files;
using Metrics.Refresh.Projects;
using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Drafting;

/// <summary>A drafted project's <c>sources.yml</c> and gold models, with what is unsure as comments beside it.</summary>
internal static class SourcesText
{
    // A total has its word in one of the first texts, or in one that groups rows: there are fewer values than these.
    private const int MostWatched = 3;
    private const int MostValues = 1_000;

    // Of columns that have more names with such a word, each of a later file would be warned of.
    private const int MostNames = 20;

    public static string Of(string source, string folder, string path, FolderDraft draft)
    {
        var text = new StringBuilder();
        text.Append("# How the files are read, inferred from their rows. Change what is wrong, then check what a run would report:\n")
            .Append($"#   scripts/refresh.sh validate --data --project {ProjectText.Shell(folder)}\n")
            .Append("sources:\n")
            .Append($"  - name: {source}\n")
            .Append($"    path: {Yaml.Text(path)}    # from the folder of metrics.yml\n")
            .Append("    tables:\n");
        foreach (var table in draft.Tables)
            Append(text, table);
        // Otherwise every run would tell again what has been told.
        var ignored = draft.LeftOut.Where(o => LoadableFiles.FormatOf(o.File) is not null && o.Why != FoundTables.SameFile)
            .Select(o => Yaml.Text(o.File)).ToList();
        if (ignored.Count > 0)
        {
            text.Append("    # left out, and no longer mentioned by a run\n    ignore:\n")
                .AppendJoin("", ignored.Select(i => $"      - {i}\n"));
        }

        return text.ToString();
    }

    /// <summary>The model that answers are computed from.</summary>
    public static string Model(string source, DraftedTable table)
    {
        var key = table.Key is null ? "" : $"key: {table.Key}\n";
        var columns = string.Join(",\n", table.Columns.Select(c => c.Cast is null ? $"  {c.Name}" : $"  {c.Cast} as {c.Name}"));
        return $"/*\ndescription: {Yaml.Text($"The rows of {table.File}")}\n{key}{Tests(table)}*/\n"
            + $"select\n{columns}\nfrom {{{{ source('{source}', '{table.Name}') }}}}\n{Where(table)}";
    }

    // A later file may have a total for the first time, or under another word. Names with such a word that are no totals are no news.
    private static string Tests(DraftedTable table)
    {
        var watched = table.Columns.Where(c => c.Type.Kind == ColumnKind.Text && !c.IsEmpty && NamesIn(table, c).Count() <= MostNames)
            .Where((c, i) => i < MostWatched || c.Values?.Count <= MostValues).ToList();
        var names = watched.SelectMany(c => NamesIn(table, c)).Distinct().Order(StringComparer.Ordinal).ToList();
        var tests = (watched.Count == 0 ? "" : $"  - no_totals: [{string.Join(", ", watched.Select(c => c.Name))}]\n"
                + (names.Count == 0 ? "" : $"    except: [{string.Join(", ", names.Select(Quoted))}]\n") + "    severity: warn\n")
            + DraftedSums.Test(table) + DraftedCurrency.Test(table);
        return tests.Length == 0 ? "" : $"tests:\n{tests}";
    }

    private static IEnumerable<string> NamesIn(DraftedTable table, DraftedColumn column) =>
        table.OtherWords.Where(o => o.Column == column.Name && !table.LikelyWords.Contains(o)).Select(o => o.Word);

    // Leaves out blank lines and rows of totals, which have the word, and lack what all other rows have.
    private static string Where(DraftedTable table)
    {
        var lack = table.EmptyInTotals.Count == 0 ? ""
            : $" and ({string.Join(", ", table.EmptyInTotals.Select(c => Emptied(table, c)))}) is null";
        var conditions = table.Totals.Where(t => t.Word.Length > 0).GroupBy(t => t.Column)
            .Select(g => $"({IsTotal(table, g.Key, [.. g.Select(t => t.Word)], lack.Length > 0)}{lack}) is not true").ToList();
        conditions.AddRange(table.Totals.Where(t => t.Word.Length == 0).Select(t => $"{Filled(table, t.Column)} is not null"));
        if (table.HasBlankRows)
            conditions.Insert(0, $"not (({string.Join(", ", table.Columns.Select(c => c.Name))}) is null)");
        return conditions.Count == 0 ? "" : $"where {string.Join("\n  and ", conditions)}\n";
    }

    private static string IsTotal(DraftedTable table, string column, IReadOnlyList<string> words, bool lacks) =>
        GoldCast.IsAnyOf(column, words, [.. table.OtherWords.Where(o => o.Column == column).Select(o => o.Word)], lacks);

    // In a text column, blanks and a quoted empty text are values, so they are turned into null.
    private static string Emptied(DraftedTable table, string column) =>
        table.Columns.First(c => c.Name == column).Loaded.Kind == ColumnKind.Text ? $"nullif(trim({column}), '')" : column;

    /// <summary>What is null where a column has nothing, as SQL.</summary>
    public static string Filled(DraftedTable table, string column) => table.Columns.First(c => c.Name == column).Nothing
        .Aggregate(Emptied(table, column), (sql, word) => $"nullif({sql}, '{word}')");

    private static void Append(StringBuilder text, DraftedTable table)
    {
        text.Append($"      - name: {table.Name}\n");
        text.Append($"        file: {Yaml.Text(table.File)}\n");
        if (table.Further is { } pattern)
            text.Append($"        # further files of this kind are read where it says {Yaml.Comment(Yaml.Text(pattern))}\n");
        foreach (var doubt in table.Doubts)
            text.Append($"        # unsure: {Yaml.Comment(doubt)}\n");
        if (table.Format != SourceFormat.Csv)
            text.Append($"        format: {table.Format.Extension()}\n");
        var csv = table.Csv;
        if (csv.BlankRuns || csv.Delimiter != ',')
        {
            var word = TableReader.Delimiters.Where(d => d.Sign == csv.Delimiter).Select(d => d.Word).FirstOrDefault();
            text.Append($"        delimiter: {(csv.BlankRuns ? "blanks" : word ?? Yaml.Text(csv.Delimiter.ToString()))}\n");
        }

        if (csv.Encoding != "utf-8")
            text.Append($"        encoding: {csv.Encoding}\n");
        if (csv.DecimalMark != '.')
            text.Append($"        decimal_mark: \"{csv.DecimalMark}\"\n");
        if (csv.Nulls.Count > 0)
            text.Append($"        nulls: [{string.Join(", ", csv.Nulls.Select(n => Quoted(n)))}]\n");
        if (!csv.HasHeader)
            text.Append("        header: false\n");
        if (table.MaxRejected is { } most)
            text.Append($"        max_rejected: {most}\n");
        if (table.Key is not null)
        {
            text.Append(table.IsKeyOfModel ? $"        # its key is {table.Key}, and is tested in the gold model, which leaves totals out\n"
                : $"        key: {table.Key}\n");
        }

        text.Append("        columns:\n");
        foreach (var column in table.Columns)
        {
            if (column.Doubt is not null)
                text.Append($"          # unsure: {Yaml.Comment(column.Doubt)}\n");
            var header = !csv.HasHeader || column.Header == column.Name ? "" : $", header: {Yaml.Text(column.Header)}";
            if (column is { Cast: not null, IsWholeFraction: false })
            {
                text.Append("          # a text because of its word for totals; the model in gold makes a ")
                    .Append($"{ColumnTypeText.Word(column.Type)} of it\n");
            }

            var format = column.Format is null || column.Cast is not null ? "" : $", format: {Quoted(column.Format)}";
            text.Append($"          - {{name: {column.Name}{header}, type: {Type(column.Loaded)}{format}}}\n");
        }

        text.Append(DraftedCurrency.TestOfTexts(table));
    }

    private static string Type(ColumnType type) =>
        type.Kind == ColumnKind.Decimal ? $"\"{ColumnTypeText.Word(type)}\"" : ColumnTypeText.Word(type);

    private static string Quoted(string text) => Yaml.InHeader(System.Text.Json.JsonSerializer.Serialize(text));
}
