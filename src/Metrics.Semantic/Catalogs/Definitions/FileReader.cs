using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Reading;

namespace Metrics.Semantic.Catalogs.Definitions;

/// <summary>Reads one semantic file: dbt's list form, any of its keys in any file.</summary>
internal sealed class FileReader(CatalogFile file, DefinitionSet set)
{
    // dbt's words for what is none of the catalog's business.
    private static readonly string[] NotOurs =
        ["version", "sources", "seeds", "snapshots", "exposures", "groups", "macros", "analyses", "unit_tests", "data_tests", "tests"];

    public void Read()
    {
        var problems = new List<Diagnostic>();
        foreach (var document in YamlText.Read(file.Path, file.Text, problems))
        {
            if (MappingReader.Of(document, problems, "semantic file") is { } reader)
                Read(reader);
        }

        set.Report(breaks: null, problems);
    }

    private void Read(MappingReader reader)
    {
        foreach (var model in reader.Items("semantic_models"))
            new SemanticModelReader(file, set).Read(model);
        foreach (var metric in reader.Items("metrics"))
            new MetricReader(file, set).Read(metric);
        foreach (var query in reader.Items("saved_queries"))
            new SavedQueryReader(file, set).Read(query);
        foreach (var table in reader.Items("models"))
            TimeSpineReader.Read(table, file, set);
        foreach (var key in NotOurs)
            reader.Raw(key);
        reader.Finish();
    }
}
