using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Semantic.Catalogs.Written;
using Metrics.Semantic.Reading;

namespace Metrics.Semantic.Catalogs.Files;

/// <summary>Reads one entry of <c>saved_queries:</c>: a <c>query</c> in this project's form, or else dbt's <c>query_params</c>.</summary>
internal static class SavedQueryReader
{
    public static void Read(YamlValue value, ReadingFile into)
    {
        var problems = new List<Diagnostic>();
        var reader = Titled.Read(value, problems, "saved query", out var name);
        if (reader is null)
        {
            into.Report(breaks: null, problems);
            return;
        }

        var key = DefinitionKey.OfSavedQuery(name);
        var meta = Meta.Of(reader);
        if (!meta.Enabled)
            return;
        reader.Raw("tags");
        reader.Raw("group");
        var ours = meta.Metrics?.Mapping("query", $"{reader.What}: query");
        var conditions = meta.Metrics is null ? [] : SavedConditions.Read(meta.Metrics, key, into.Into.Uses, problems);
        var parameters = meta.Metrics is null ? [] : ParameterReader.Read(meta.Metrics, reader.What, problems);
        meta.Metrics?.Finish();
        var saved = new WrittenSavedQuery(name, into.Pack, reader.Location)
        {
            Label = reader.Text("label"),
            Description = reader.Text("description"),
            Exports = reader.Mappings("exports", $"{reader.What}: export").Select(e => ReadExport(e, into)).ToEquatableList(),
            Meta = meta.Json,
            Where = conditions,
            Parameters = parameters,
        };
        if (ours is not null)
        {
            reader.Raw("query_params");
            var rich = new SavedQuery(name, saved.Label, saved.Description, into.Pack, new MetricQuery(), [], reader.Location);
            saved = saved with { Rich = RichQuery.Read(ours, rich, key, into.Into.Uses, problems) };
            if (problems.Count == 0 && saved.Rich.Query.Metrics.Count == 0)
                reader.Report(DiagnosticCode.MissingKey, $"{reader.What}: it has no metrics");
        }
        else if (reader.Mapping("query_params", $"{reader.What}: query_params") is { } dbts)
            saved = saved with { Params = ReadParams(dbts, into) };
        else if (reader.Raw("query_params") is null)
            reader.Required("query_params");
        SavedConditions.CheckParameters(reader, parameters, [.. conditions, .. saved.Rich?.Query.Where ?? []]);
        into.Finish(reader);
        into.Into.SavedQueries.Add(saved);
        into.Report(key, problems);
    }

    private static WrittenParams ReadParams(MappingReader reader, ReadingFile into)
    {
        var read = new WrittenParams(
            reader.Words("metrics"), reader.Words("group_by"), reader.Filters("where", into), reader.Words("order_by"),
            reader.Integer("limit"), reader.At("limit"));
        into.Finish(reader);
        return read;
    }

    private static SavedQueryExport ReadExport(MappingReader reader, ReadingFile into)
    {
        var name = reader.Required("name");
        var config = reader.Mapping("config", $"{reader.What} '{name}': config");
        var export = new SavedQueryExport(
            name, config?.Lower("export_as")?.Text, config?.Text("schema") ?? config?.Text("schema_name"), config?.Text("alias"));
        // Further settings only concern how dbt writes it.
        reader.Raw("unrendered_config");
        into.Finish(reader);
        return export;
    }
}
