using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Written;
using Metrics.Semantic.Reading;

namespace Metrics.Semantic.Catalogs.Files;

/// <summary>Reads one file; each of its documents may have another form.</summary>
internal sealed class FileReader(CatalogFile file, WrittenManifest into, FileForm? known = null)
{
    // dbt's keys that do not concern the catalog.
    private static readonly string[] NotOurs =
        ["version", "sources", "seeds", "snapshots", "exposures", "groups", "macros", "analyses", "unit_tests", "data_tests", "tests",
            "functions", "anchors"];

    private static readonly string[] ListKeys = ["semantic_models", "metrics", "saved_queries", "models"];

    /// <summary>True for a key of a file that nothing reads, so that it may be meant for anything in it.</summary>
    public static bool IsUnread(string key) => key == "anchors"
        || !(NotOurs.Contains(key) || ListKeys.Contains(key) || DocumentReader.Keys.Contains(key));

    public void Read()
    {
        var (read, problems) = (new List<Diagnostic>(), new List<Diagnostic>());
        into.Files.Add(file);
        if (file.Problem is { } unreadable)
            read.Add(unreadable);
        // JSON is YAML too.
        var documents = YamlText.Read(file.Path, file.Text, read);
        var trust = new FileTrust(read);
        foreach (var document in documents)
        {
            if (MappingReader.Of(document, problems, "semantic file") is not { } reader)
                continue;
            var reading = new ReadingFile(file, known ?? FormOf(reader), into);
            Read(reader, reading);
            trust.Check(reader, reading);
        }

        new ReadingFile(file, FileForm.Lists, into).Report(breaks: null, problems.Concat(trust.Untold));
    }

    private FileForm FormOf(MappingReader reader)
    {
        bool Has(string key) => reader.Entries.Any(e => e.Key.Text == key);
        if (ListKeys.Any(Has) && (Has("project_configuration") || Path.GetExtension(file.Path) == ".json"))
            return FileForm.Manifest;
        return DocumentReader.Keys.Any(Has) ? FileForm.Documents : FileForm.Lists;
    }

    private static void Read(MappingReader reader, ReadingFile into)
    {
        if (into.Form == FileForm.Documents)
        {
            DocumentReader.Read(reader, into);
            return;
        }

        foreach (var model in reader.Items("semantic_models"))
            SemanticModelReader.Read(model, into);
        foreach (var metric in reader.Items("metrics"))
            MetricReader.Read(metric, into);
        foreach (var query in reader.Items("saved_queries"))
            SavedQueryReader.Read(query, into);
        foreach (var table in reader.Items("models"))
            ModelEntryReader.Read(table, into);
        if (into.Form == FileForm.Manifest && reader.Raw("project_configuration") is { } configuration)
            ProjectConfigurationReader.Read(configuration, into);
        foreach (var key in NotOurs)
            reader.Raw(key);
        // As in dbt, only a warning: people keep anchors under such keys, and other tools their settings.
        if (into.Form == FileForm.Lists)
            reader.Finish(DiagnosticCode.IgnoredKey);
    }
}

/// <summary>
/// Reads an entry of dbt's <c>models:</c>: a time spine, or a semantic model of the newer form. The rest of it is for dbt.
/// </summary>
internal static class ModelEntryReader
{
    public static void Read(YamlValue value, ReadingFile into)
    {
        var problems = new List<Diagnostic>();
        var reader = Titled.Read(value, problems, "model", out var table);
        if (reader is not null)
        {
            ReadSpine(reader, table, into, problems);
            if (NewerModel.Is(reader))
                NewerModel.Read(reader, table, into);
        }

        into.Report(table.Length == 0 ? null : new DefinitionKey(DefinitionKind.TimeSpine, table), problems);
    }

    private static void ReadSpine(MappingReader reader, string table, ReadingFile into, List<Diagnostic> problems)
    {
        if (reader.Raw("time_spine") is not { } value || MappingReader.Of(value, problems, $"time spine '{table}'") is not { } spine)
            return;
        var column = spine.Required("standard_granularity_column");
        var granularities = ProjectConfigurationReader.ReadGranularities(spine, into);
        into.Finish(spine);
        var declared = ModelVersions.Columns(reader).Select(c => MappingReader.Of(c, problems, $"column of model '{table}'"))
            .OfType<MappingReader>().FirstOrDefault(c => c.Text("name") == column);
        if (column.Length > 0 && declared?.Raw("granularity") is null)
        {
            spine.Report(
                DiagnosticCode.MissingKey, $"{spine.What}: column '{column}' has no granularity", declared?.Location,
                "list it under columns with granularity: day");
        }

        into.Into.Spines.Add(new WrittenSpine(
            table, table, column, declared is null ? null : GrainWord.Read(declared, "granularity"), into.Pack, spine.Location)
            {
                Ref = new TableRef(null, table, null), CustomGranularities = granularities,
            });
    }
}

/// <summary>Reads MetricFlow's form: each document is one definition under one key.</summary>
internal static class DocumentReader
{
    public static readonly IReadOnlyList<string> Keys = ["semantic_model", "metric", "saved_query", "project_configuration"];

    public static void Read(MappingReader reader, ReadingFile into)
    {
        var problems = new List<Diagnostic>();
        var keys = reader.Entries.Where(e => e.Key.Text != "version").Select(e => e.Key).ToList();
        if (keys.Count > 1)
        {
            problems.Add(new Diagnostic(
                DiagnosticCode.WrongValue, $"a document has one definition, this has {string.Join(", ", keys.Select(k => k.Text))}",
                keys[1].Location,
                "put --- between them"));
        }

        if (reader.Text("version") is { } version && version.Split('.')[0] != "0")
            problems.Add(
                new Diagnostic(
                    DiagnosticCode.WrongValue, $"document version {version} is unknown", reader.At("version"), "leave it out"));
        into.Report(breaks: null, problems);
        if (problems.Count > 0)
            return;
        var value = reader.Raw(keys[0].Text);
        if (value is null)
        {
            into.Report(breaks: null, [new Diagnostic(DiagnosticCode.WrongValue, $"'{keys[0].Text}' is empty", keys[0].Location)]);
            return;
        }

        switch (keys[0].Text)
        {
            case "semantic_model":
                SemanticModelReader.Read(value, into);
                break;
            case "metric":
                MetricReader.Read(value, into);
                break;
            case "saved_query":
                SavedQueryReader.Read(value, into);
                break;
            default:
                ProjectConfigurationReader.Read(value, into);
                break;
        }
    }
}
