using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Written;
using Metrics.Semantic.Reading;

namespace Metrics.Semantic.Catalogs.Files;

/// <summary>Reads a semantic model of dbt's newer form: declared on the model, its entities and dimensions on the columns.</summary>
internal static class NewerModel
{
    /// <summary>True when the model declares itself a semantic model.</summary>
    public static bool Is(MappingReader reader) => reader.Raw("semantic_model") switch
    {
        null => false,
        YamlValue.Scalar => reader.Flag("semantic_model"),
        YamlValue.Mapping => Meta.IsEnabled(reader.Mapping("semantic_model", "semantic model")!),
        _ => true,
    };

    public static void Read(MappingReader reader, string table, ReadingFile into)
    {
        var problems = new List<Diagnostic>();
        // Any other error in the model is reported by the tool that builds it.
        var settings = reader.Raw("semantic_model") is YamlValue.Scalar or null
            ? null
            : MappingReader.Of(reader.Raw("semantic_model")!, problems, $"semantic model '{table}'");
        var name = settings?.Said("name") ?? new Word(table, reader.At("name"));
        settings?.Raw("enabled");
        settings?.Raw("group");
        var meta = settings is null ? new Meta(null, Enabled: true, Json: null) : Meta.Of(settings);
        if (settings is not null)
            into.Finish(settings);
        if (!meta.Enabled)
        {
            Disable(reader, meta, name.Text, table, into);
            return;
        }

        var (zone, events, policies) = SemanticModelReader.ReadMeta(meta.Metrics, name.Text, into);
        // An error in its versions is an error of the semantic model.
        var versioned = new MappingReader(new YamlValue.Mapping(reader.Entries.ToEquatableList(), reader.Location), problems, reader.What);
        var columns = ModelVersions.Columns(versioned).Select(c => MappingReader.Of(c, problems, $"column of model '{table}'"))
            .OfType<MappingReader>().Select(c => new NewerColumn(c, name.Text, into)).ToList();
        var derived = reader.Raw("derived_semantics") is { } value
            ? MappingReader.Of(value, problems, $"semantic model '{name}': derived_semantics") : null;
        var (entities, dimensions) = (derived?.Items("entities") ?? [], derived?.Items("dimensions") ?? []);
        into.Finish(derived);
        into.Into.Models.Add(new WrittenModel(name.Text, into.Pack, reader.Location)
        {
            Description = reader.Text("description"),
            Table = table,
            Ref = new TableRef(null, table, null),
            DefaultTimeDimension = reader.Said("agg_time_dimension"),
            PrimaryEntity = reader.Said("primary_entity"),
            Entities = [
                .. columns.Select(c => c.Entity()).OfType<WrittenEntity>(),
                .. entities.Select(e => EntityReader.Read(e, name.Text, into)).OfType<WrittenEntity>()],
            Dimensions =
                [.. columns.Select(c => c.Dimension()).OfType<WrittenDimension>(), .. dimensions.Select(
                    d => NewerColumn.Derived(d, name.Text, into)).OfType<WrittenDimension>()],
            EventMetrics = events,
            Policies = policies,
            TimeZone = zone,
            Meta = meta.Json,
        });
        foreach (var metric in reader.Items("metrics"))
            MetricReader.Read(metric, into, name);
        into.Report(DefinitionKey.OfModel(name.Text), problems);
    }

    private static void Disable(MappingReader reader, Meta meta, string name, string table, ReadingFile into)
    {
        foreach (var metric in reader.Mappings("metrics", "metric").Select(m => m.Text("name")).OfType<string>())
            into.Into.Disabled.TryAdd(DefinitionKey.OfMetric(metric), reader.Location);
        if (!meta.MayHide)
            return;
        PolicyReader.Note(meta.Metrics, name, into);
        into.Into.Closed.Add(new ClosedTable(table, $"the policies of semantic model '{name}' are in a model that is not enabled")
        {
            Ref = new TableRef(null, table, null),
        });
    }
}
