using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Semantic.Reading;

namespace Metrics.Semantic.Catalogs.Definitions;

/// <summary>Reads one entry of <c>saved_queries:</c>: our own <c>query</c> when it has one, else dbt's <c>query_params</c>.</summary>
internal sealed class SavedQueryReader(CatalogFile file, DefinitionSet set)
{
    public void Read(YamlValue value)
    {
        var problems = new List<Diagnostic>();
        var reader = Titled.Read(value, problems, "saved query", out var name);
        if (reader is null)
        {
            set.Report(breaks: null, problems);
            return;
        }

        var key = DefinitionKey.OfSavedQuery(name);
        var meta = Meta.Of(reader);
        if (!meta.Enabled)
            return;
        reader.Raw("exports");
        reader.Raw("tags");
        var ours = meta.Metrics?.Mapping("query", $"{reader.What}: query");
        meta.Metrics?.Finish();
        var saved = new SavedQuery(name, reader.Text("label"), reader.Text("description"), file.Pack, new MetricQuery(), [], reader.Location);
        if (ours is not null)
        {
            reader.Raw("query_params");
            saved = RichQuery.Read(ours, saved, key, set, problems);
        }
        else if (reader.Mapping("query_params", $"{reader.What}: query_params") is { } parameters)
            saved = QueryParams.Read(parameters, saved, key, set, problems);
        else if (reader.Raw("query_params") is null)
            reader.Required("query_params");
        if (problems.Count == 0 && saved.Query.Metrics.Count == 0)
            reader.Report(DiagnosticCode.MissingKey, $"{reader.What}: it asks for no metric");
        reader.Finish();
        set.SavedQueries.Add(saved);
        set.Report(key, problems);
    }
}
