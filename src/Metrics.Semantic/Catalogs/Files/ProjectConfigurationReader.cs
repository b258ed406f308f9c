using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Written;
using Metrics.Semantic.Reading;

namespace Metrics.Semantic.Catalogs.Files;

/// <summary>Reads <c>project_configuration</c>: the time spines of MetricFlow's documents and of manifests.</summary>
internal static class ProjectConfigurationReader
{
    public static void Read(YamlValue value, ReadingFile into)
    {
        var problems = new List<Diagnostic>();
        if (MappingReader.Of(value, problems, "project configuration") is { } reader)
        {
            foreach (var spine in reader.Mappings("time_spines", "time spine"))
                ReadSpine(spine, into);
            foreach (var spine in reader.Mappings("time_spine_table_configurations", "time spine"))
                ReadLegacy(spine, into);
            into.Finish(reader);
        }

        into.Report(breaks: null, problems);
    }

    private static void ReadSpine(MappingReader reader, ReadingFile into)
    {
        var relation = RelationReader.Read(reader, into);
        if (relation is null)
            reader.Required("node_relation");
        var column = reader.Mapping("primary_column", $"{reader.What}: primary_column");
        if (column is null && reader.Raw("primary_column") is null)
            reader.Required("primary_column");
        if (relation is var (table, name) && column is not null)
        {
            into.Into.Spines.Add(
                new WrittenSpine(table.Name, name, column.Required("name"), Grain(column, "time_granularity"), into.Pack, reader.Location)
                {
                    Relation = table,
                    CustomGranularities = ReadGranularities(reader, into),
                });
            into.Finish(column);
        }

        into.Finish(reader);
    }

    /// <summary>Entries of <c>custom_granularities</c>.</summary>
    public static EquatableList<WrittenGranularity> ReadGranularities(MappingReader reader, ReadingFile into)
    {
        var read = new List<WrittenGranularity>();
        foreach (var granularity in reader.Mappings("custom_granularities", $"{reader.What}: custom_granularities"))
        {
            read.Add(new WrittenGranularity(granularity.Need("name"), granularity.Text("column_name")));
            into.Finish(granularity);
        }

        return read.Where(g => g.Name.Text.Length > 0).ToEquatableList();
    }

    private static void ReadLegacy(MappingReader reader, ReadingFile into)
    {
        var location = reader.Required("location");
        var parts = location.Split('.');
        into.Into.LegacySpines.Add(
            new WrittenSpine(parts[^1], location, reader.Required("column_name"), Grain(reader, "grain"), into.Pack, reader.Location)
            {
                Relation = new NodeRelation(parts.Length > 2 ? parts[^3] : null, parts.Length > 1 ? parts[^2] : null, parts[^1]),
            });
        into.Finish(reader);
    }

    private static Domain.Time.Grain? Grain(MappingReader reader, string key)
    {
        if (reader.Raw(key) is null)
            reader.Required(key);
        return GrainWord.Read(reader, key);
    }
}
