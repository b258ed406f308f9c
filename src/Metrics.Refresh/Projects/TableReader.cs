using System.Text;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Refresh.Loading.Times;
using Metrics.Refresh.Materializations;
using Metrics.Refresh.Sources;
using Metrics.Semantic.Reading;

namespace Metrics.Refresh.Projects;

/// <summary>Reads the columns and CSV options that source tables and seeds share.</summary>
internal static class TableReader
{
    public static readonly (string, SourceFormat)[] Formats =
        [("csv", SourceFormat.Csv), ("ndjson", SourceFormat.NdJson), ("json", SourceFormat.Json)];

    public static string Extension(this SourceFormat format) => Formats.First(f => f.Item2 == format).Item1;

    /// <summary>The full path of a file, a pattern or, with a slash at its end, a folder.</summary>
    public static string FullPath(string file, string folder) =>
        Path.GetFullPath(file, folder) is var path && file.EndsWith('/') && !path.EndsWith('/')
            ? path + "/"
            : Path.GetFullPath(file, folder);

    /// <summary>Reads how a table's rows change when its files change.</summary>
    public static SourceTable ReadGrowth(MappingReader reader, SourceTable table, EquatableList<string> key)
    {
        var load = reader.Word("load", LoadMode.Replace, ("replace", LoadMode.Replace), ("append_new_files", LoadMode.AppendNewFiles));
        var merges = reader.Word("merge", false, ("by_key", true), ("none", false));
        var deleted = reader.Text("deleted_when");
        if (merges && (load == LoadMode.Replace || key.Count == 0))
            reader.Report(
                DiagnosticCode.WrongValue, $"{reader.What}: 'merge: by_key' needs a 'key' and 'load: append_new_files'",
                reader.At("merge"));
        if (deleted is not null && !merges)
            reader.Report(
                DiagnosticCode.WrongValue, $"{reader.What}: 'deleted_when' needs 'merge: by_key': a row can only end the one with its key",
                reader.At("deleted_when"));
        return table with { Load = load, MergeKey = merges ? key : [], DeletedWhen = deleted };
    }

    public static SourceColumn ReadColumn(MappingReader reader)
    {
        var name = reader.Required("name");
        var drop = reader.Flag("drop");
        var typeText = drop ? reader.Text("type") ?? "text" : reader.Required("type");
        var type = ColumnTypeText.Parse(typeText);
        if (type is null && typeText != "")
            reader.Report(
                DiagnosticCode.WrongValue,
                $"column '{name}': '{typeText}' is not a column type; known: {string.Join(", ", ColumnTypeText.Words)}", reader.At("type"),
                known: ColumnTypeText.Words, near: typeText);
        var (format, zone) = (reader.Text("format"), reader.Text("time_zone"));
        if (!drop)
            CheckTimes(reader, name, type?.Kind, format, zone);
        if (!drop && ReservedColumns.Refuse(name) is { } reserved && reader.Raw("name") is not null)
        {
            reader.Report(
                DiagnosticCode.InvalidName, $"column '{name}': the name {reserved}", reader.At("name"),
                "use another 'name', and 'header' for the name in the file");
        }

        if (zone is not null && type is { Kind: ColumnKind.Timestamp })
            type = new ColumnType(ColumnKind.TimestampTz);
        var column = new SourceColumn(
            name, reader.Text("header") ?? name, type ?? new ColumnType(ColumnKind.Text), format, zone, drop, reader.Flag("required"),
            reader.Text("description"), reader.Location,
            reader.Flag("secret"));
        reader.Belong(
            "to the table, next to 'columns'",
            "decimal_mark", "nulls", "delimiter", "encoding", "rows_in_quotes", "key", "load", "merge", "max_rejected", "allow_empty",
            "file");
        reader.Finish();
        return column;
    }

    /// <summary>The CSV dialect: what the table declares, else what its source declares.</summary>
    public static CsvOptions ReadCsv(MappingReader table, CsvOptions? source, string path)
    {
        var delimiter = ReadDelimiter(table);
        var encoding = table.Text("encoding") ?? source?.Encoding ?? "utf-8";
        if (!KnownEncoding(encoding))
            table.Report(DiagnosticCode.WrongValue, $"{table.What}: '{encoding}' is not an encoding", table.At("encoding"));
        var mark = table.Word("decimal_mark", source?.DecimalMark ?? '.', (".", '.'), (",", ','));
        var nulls = table.Raw("nulls") is null ? source?.Nulls ?? [] : table.Texts("nulls");
        return new CsvOptions(path, delimiter?.Sign ?? source?.Delimiter ?? ',', encoding, nulls, mark)
        {
            HasHeader = table.Flag("header", source?.HasHeader ?? true), BlankRuns = delimiter?.BlankRuns ?? source?.BlankRuns ?? false,
            RowsInQuotes = table.Flag("rows_in_quotes", source?.RowsInQuotes ?? false),
        };
    }

    /// <summary>Words for delimiters. Others are written as one ASCII character, except letters, digits, quotes and line ends.</summary>
    public static readonly (string Word, char Sign)[] Delimiters =
        [("comma", ','), ("semicolon", ';'), ("tab", '\t'), ("pipe", '|'), ("space", ' '), (Blanks, ' ')];

    private const string Blanks = "blanks";

    private static (char Sign, bool BlankRuns)? ReadDelimiter(MappingReader table)
    {
        if (table.Text("delimiter") is not { } text)
            return null;
        if (text is "\\t" || Delimiters.Any(d => d.Word == text))
            return (text is "\\t" ? '\t' : Delimiters.First(d => d.Word == text).Sign, text == Blanks);
        if (text is [var sign] && char.IsAscii(sign) && !char.IsAsciiLetterOrDigit(sign) && sign is not ('"' or '\r' or '\n' or '\0'))
            return (sign, false);
        var words = Delimiters.Select(d => d.Word).ToList();
        table.Report(
            DiagnosticCode.WrongValue,
            $"{table.What}: '{text}' is not a delimiter; it must be one character, or one of {string.Join(", ", words)}",
            table.At("delimiter"), known: words, near: text);
        return null;
    }

    // Reports without reading a row what would make a load refuse every row.
    private static void CheckTimes(MappingReader reader, string name, ColumnKind? kind, string? format, string? zone)
    {
        var isTime = kind is ColumnKind.Timestamp or ColumnKind.TimestampTz;
        if (format is not null && !isTime && kind is not (ColumnKind.Date or ColumnKind.Time))
            Wrong("format", "only dates, times and timestamps have a format");
        else if (format is not null)
            CheckFormat();
        if (zone is not null && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
            Wrong("time_zone", $"'{zone}' is not an IANA time zone");
        else if (zone is not null && !isTime)
        {
            reader.Report(
                DiagnosticCode.Doubtful, $"column '{name}': only timestamps have a time zone; this one has no effect",
                reader.At("time_zone"));
        }

        void CheckFormat()
        {
            try
            {
                var tokens = kind == ColumnKind.Time ? TimePattern.ReadClock(format) : TimePattern.Read(format);
                var hasOffset = tokens.Any(t => t.Part == TimePart.Offset);
                if (hasOffset && kind == ColumnKind.Timestamp && zone is null)
                    Wrong("format", $"'{format}' has an offset, and a timestamp has none; its type is 'timestamptz'");
                if (!hasOffset && kind == ColumnKind.TimestampTz && zone is null)
                    Wrong("format", $"'{format}' has no offset (Z), so 'time_zone' must give the zone of its clock");
            }
            catch (FormatException error)
            {
                Wrong("format", error.Message);
            }
        }

        void Wrong(string key, string what) => reader.Report(DiagnosticCode.WrongValue, $"column '{name}': {what}", reader.At(key));
    }

    /// <summary>How many rows may be rejected.</summary>
    public static RejectLimit ReadLimit(MappingReader table)
    {
        if (table.Text("max_rejected") is not { } text)
            return RejectLimit.Default;
        if (RejectLimit.Parse(text) is { } limit)
            return limit;
        table.Report(
            DiagnosticCode.WrongValue, $"{table.What}: 'max_rejected' must be {RejectLimit.Expected}", table.At("max_rejected"));
        return RejectLimit.Default;
    }

    /// <summary>Checks that columns named by an index or a test are stored.</summary>
    public static void CheckNamed(
        MappingReader table, EquatableList<SourceColumn> columns, IReadOnlyList<(string Column, SourceLocation At, string By)> named)
    {
        var stored = columns.Where(c => !c.Drop).Select(c => c.Name).ToList();
        foreach (var (column, at, by) in named.Where(n => !stored.Contains(n.Column)))
        {
            table.Report(
                DiagnosticCode.UnknownName, $"{table.What}: {by} uses column '{column}', which is not stored", at, known: stored,
                near: column);
        }
    }

    public static void CheckColumns(MappingReader table, EquatableList<SourceColumn> columns, EquatableList<string> key, bool hasHeader)
    {
        foreach (var named in columns.Where(c => !hasHeader && c.Header != c.Name))
        {
            table.Report(
                DiagnosticCode.WrongValue, $"column '{named.Name}': 'header' is a column's name in the file, and the file has no header",
                named.Location);
        }

        if (columns.Count == 0)
            table.Report(DiagnosticCode.MissingKey, $"{table.What}: 'columns' is missing");
        foreach (var twice in columns.GroupBy(c => c.Name).Where(g => g.Count() > 1))
            table.Report(DiagnosticCode.DuplicateName, $"{table.What}: two columns are called '{twice.Key}'", twice.Last().Location);
        var stored = columns.Where(c => !c.Drop).Select(c => c.Name).ToList();
        foreach (var missing in key.Where(k => !stored.Contains(k)))
            table.Report(
                DiagnosticCode.UnknownName, $"{table.What}: key column '{missing}' is not declared", table.At("key"), known: stored,
                near: missing);
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
