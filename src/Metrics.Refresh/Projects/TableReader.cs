using System.Text;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Refresh.Sources;
using Metrics.Semantic.Reading;

namespace Metrics.Refresh.Projects;

/// <summary>Reads the columns and CSV options that source tables and seeds share.</summary>
internal static class TableReader
{
    public static readonly (string, SourceFormat)[] Formats = [("csv", SourceFormat.Csv), ("ndjson", SourceFormat.NdJson), ("json", SourceFormat.Json)];

    public static string Extension(this SourceFormat format) => Formats.First(f => f.Item2 == format).Item1;

    /// <summary>A file, a pattern or, with a slash at its end, a folder.</summary>
    public static string FullPath(string file, string folder) => Path.GetFullPath(file, folder) is var path && file.EndsWith('/') && !path.EndsWith('/') ? path + "/" : Path.GetFullPath(file, folder);

    /// <summary>How a table's rows move on when its files do.</summary>
    public static SourceTable ReadGrowth(MappingReader reader, SourceTable table, EquatableList<string> key)
    {
        var load = reader.Word("load", LoadMode.Replace, ("replace", LoadMode.Replace), ("append_new_files", LoadMode.AppendNewFiles));
        var merges = reader.Word("merge", false, ("by_key", true), ("none", false));
        var deleted = reader.Text("deleted_when");
        if (merges && (load == LoadMode.Replace || key.Count == 0))
            reader.Report(DiagnosticCode.WrongValue, $"{reader.What}: 'merge: by_key' needs a 'key' and 'load: append_new_files'", reader.At("merge"));
        if (deleted is not null && !merges)
            reader.Report(DiagnosticCode.WrongValue, $"{reader.What}: 'deleted_when' needs 'merge: by_key': a row can only end the one with its key", reader.At("deleted_when"));
        return table with { Load = load, MergeKey = merges ? key : [], DeletedWhen = deleted };
    }

    public static SourceColumn ReadColumn(MappingReader reader)
    {
        var name = reader.Required("name");
        var drop = reader.Flag("drop");
        var typeText = drop ? reader.Text("type") ?? "text" : reader.Required("type");
        var type = ColumnTypeText.Parse(typeText);
        if (type is null && typeText != "")
            reader.Report(DiagnosticCode.WrongValue, $"column '{name}': '{typeText}' is not a column type; known: {string.Join(", ", ColumnTypeText.Words)}", reader.At("type"), known: ColumnTypeText.Words, near: typeText);
        var (format, zone) = (reader.Text("format"), reader.Text("time_zone"));
        if (format is not null && type?.Kind is not (ColumnKind.Date or ColumnKind.Timestamp or ColumnKind.TimestampTz))
            reader.Report(DiagnosticCode.WrongValue, $"column '{name}': only dates and timestamps have a format", reader.At("format"));
        if (zone is not null && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
            reader.Report(DiagnosticCode.WrongValue, $"column '{name}': '{zone}' is not an IANA time zone", reader.At("time_zone"));
        if (zone is not null && type is { Kind: ColumnKind.Timestamp })
            type = new ColumnType(ColumnKind.TimestampTz);
        var column = new SourceColumn(
            name, reader.Text("header") ?? name, type ?? new ColumnType(ColumnKind.Text), format, zone, drop, reader.Flag("required"),
            reader.Text("description"), reader.Location,
            reader.Flag("secret"));
        reader.Finish();
        return column;
    }

    /// <summary>The CSV dialect: the table's own words first, then its source's.</summary>
    public static CsvOptions ReadCsv(MappingReader table, CsvOptions? source, string path)
    {
        var delimiter = table.Text("delimiter") ?? source?.Delimiter.ToString() ?? ",";
        if (delimiter is "\\t" or "tab")
            delimiter = "\t";
        if (delimiter.Length != 1)
            table.Report(DiagnosticCode.WrongValue, $"{table.What}: a delimiter is one character", table.At("delimiter"));
        var encoding = table.Text("encoding") ?? source?.Encoding ?? "utf-8";
        if (!KnownEncoding(encoding))
            table.Report(DiagnosticCode.WrongValue, $"{table.What}: '{encoding}' is not an encoding", table.At("encoding"));
        var mark = table.Word("decimal_mark", source?.DecimalMark ?? '.', (".", '.'), (",", ','));
        return new CsvOptions(path, delimiter[0], encoding, table.Raw("nulls") is null ? source?.Nulls ?? [] : table.Texts("nulls"), mark);
    }

    public static void CheckColumns(MappingReader table, EquatableList<SourceColumn> columns, EquatableList<string> key)
    {
        if (columns.Count == 0)
            table.Report(DiagnosticCode.MissingKey, $"{table.What}: 'columns' is missing");
        foreach (var twice in columns.GroupBy(c => c.Name).Where(g => g.Count() > 1))
            table.Report(DiagnosticCode.DuplicateName, $"{table.What}: two columns are called '{twice.Key}'", twice.Last().Location);
        var stored = columns.Where(c => !c.Drop).Select(c => c.Name).ToList();
        foreach (var missing in key.Where(k => !stored.Contains(k)))
            table.Report(DiagnosticCode.UnknownName, $"{table.What}: key column '{missing}' is not declared", table.At("key"), known: stored, near: missing);
    }

    private static bool KnownEncoding(string name)
    {
        try
        {
            return (CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name)) is not null;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
