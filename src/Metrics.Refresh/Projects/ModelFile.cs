using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Refreshing;
using Metrics.Refresh.Graph;
using Metrics.Refresh.Sql;
using Metrics.Semantic.Reading;
using Metrics.Semantic.Sql;

namespace Metrics.Refresh.Projects;

/// <summary>Reads one SQL model: a YAML header in a leading <c>/* … */</c> comment, then the query.</summary>
internal static class ModelFile
{
    private static readonly (string, Materialization)[] Words = [.. Enum.GetValues<Materialization>().Select(m => (m.Word(), m))];

    public static ModelNode? Read(string text, string file, string name, string pack, Layer layer, ICollection<Diagnostic> problems)
    {
        var (header, isRead, begins, sql) = Split(text, file, "a model begins with its header: /* description: … */", problems);
        if (header is null)
            return null;
        var template = SqlTemplate.Parse(sql, begins, problems);
        // A header that cannot be read may declare it.
        var isVolatile = header.Flag("volatile") || !isRead;
        if (!isVolatile && SqlScan.FirstVolatile(sql) is { } found)
            problems.Add(new Diagnostic(
                DiagnosticCode.UndeclaredVolatility,
                $"{found.Name} gives a different result each time it runs",
                SqlTemplate.Locate(sql, found.Position, begins),
                "set 'volatile: true' in the header if each run should rebuild it"));

        var key = header.Texts("key");
        var materialization = header.Word("materialization", Materialization.Table, Words);
        var snapshot = IncrementReader.ReadSnapshot(header, materialization);
        var model = new ModelNode
        {
            Name = name,
            Pack = pack,
            Layer = layer,
            Description = header.Text("description"),
            Materialization = materialization,
            Increment = IncrementReader.Read(header, materialization),
            Snapshot = snapshot,
            Key = key,
            Indexes = header.Items("indexes").Select(i => ReadIndex(i, header)).ToEquatableList(),
            Tests = DataTestReader.Read(header, key, snapshot),
            Tags = header.Texts("tags"),
            Secret = header.Texts("secret"),
            Grants = header.Raw("grants") is null ? null : header.Texts("grants"),
            Timeout = header.Duration("timeout"),
            Enabled = header.Flag("enabled", otherwise: true),
            Volatile = isVolatile,
            Template = template,
            Text = text.ReplaceLineEndings("\n"),
            Location = new SourceLocation(file, 1, 1),
        };
        header.Finish();
        if (model.Enabled && SqlTemplate.IsEmpty(sql))
            header.Report(DiagnosticCode.MissingKey, $"model '{name}' has no query", begins, "write the select that makes its rows");
        if (materialization.IsVersioned() && key.Count == 0)
            header.Report(DiagnosticCode.MissingKey, $"a {model.Kind} needs a 'key': the columns that identify its rows");
        if (model.Materialization is Materialization.View or Materialization.Ephemeral && model.Indexes.Count > 0)
            header.Report(DiagnosticCode.WrongValue, $"a {model.Kind} has no indexes", header.At("indexes"));
        if (model.Materialization == Materialization.Ephemeral && model.Tests.Count > 0)
            header.Report(
                DiagnosticCode.WrongValue, "an ephemeral model has no rows of its own to test", header.Location,
                "test the models that use it, or make it a view");
        return model;
    }

    internal static EquatableList<string> ReadIndex(YamlValue value, MappingReader reader)
    {
        switch (value)
        {
            case YamlValue.Scalar one:
                return [one.Text];
            case YamlValue.Sequence { Items: var items } when items.Count > 0 && items.All(i => i is YamlValue.Scalar):
                return items.Select(i => ((YamlValue.Scalar)i).Text).ToEquatableList();
            default:
                reader.Report(DiagnosticCode.WrongValue, "an index is a column or a list of columns", value.Location);
                return [];
        }
    }

    /// <summary>Splits a file into its header, whether that could be read, and the SQL below it, with its place.</summary>
    internal static (MappingReader? Header, bool IsRead, SourceLocation Begins, string Sql) Split(
        string text, string file, string missing, ICollection<Diagnostic> problems)
    {
        var start = text.Length - text.AsSpan().TrimStart().Length;
        var end = text.AsSpan(start).StartsWith("/*") ? text.IndexOf("*/", start, StringComparison.Ordinal) : -1;
        if (end < 0)
        {
            problems.Add(new Diagnostic(DiagnosticCode.MissingKey, missing, new SourceLocation(file, 1, 1)));
            return default;
        }

        var firstHeaderLine = 1 + text.AsSpan(0, start + 2).Count('\n');
        var (known, firstColumn) = (problems.Count, start + 2 - text.AsSpan(0, start + 2).LastIndexOf('\n'));
        var documents = YamlText.Read(file, text[(start + 2)..end], problems, firstHeaderLine, firstColumn);
        var isRead = documents.Count > 0 || problems.Count == known;
        var root = documents.Count > 0 ? documents[0] : new YamlValue.Mapping([], new SourceLocation(file, firstHeaderLine, 1));
        var begins = SqlTemplate.Locate(text, end + 2, new SourceLocation(file, 1, 1));
        return (MappingReader.Of(root, problems, "model header"), isRead, begins, text[(end + 2)..]);
    }
}
