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

    public void Read()
    {
        var (read, problems) = (new List<Diagnostic>(), new List<Diagnostic>());
        into.Files.Add(file);
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
