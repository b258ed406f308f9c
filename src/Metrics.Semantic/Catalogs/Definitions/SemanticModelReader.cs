using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Time;
using Metrics.Semantic.Reading;

namespace Metrics.Semantic.Catalogs.Definitions;

/// <summary>Reads one entry of <c>semantic_models:</c> with everything in it.</summary>
internal sealed class SemanticModelReader(CatalogFile file, DefinitionSet set)
{
    public void Read(YamlValue value)
    {
        var problems = new List<Diagnostic>();
        var reader = Titled.Read(value, problems, "semantic model", out var name);
        if (reader is null)
        {
            set.Report(breaks: null, problems);
            return;
        }

        var meta = Meta.Of(reader);
        if (!meta.Enabled)
            return;
        var timeDimension = ReadDefaults(reader);
        var model = new SemanticModel
        {
            Name = name,
            Label = reader.Text("label"),
            Description = reader.Text("description"),
            Table = ReadTable(reader),
            Pack = file.Pack,
            Entities = reader.Items("entities").Select(e => EntityReader.Read(e, name, set)).OfType<Entity>().ToEquatableList(),
            Dimensions = reader.Items("dimensions").Select(d => DimensionReader.Read(d, name, set)).OfType<Dimension>().ToEquatableList(),
            Measures = reader.Items("measures").Select(m => new MeasureReader(file, set, name, timeDimension).Read(m)).OfType<Measure>().ToEquatableList(),
            PrimaryEntityName = reader.Text("primary_entity"),
            TimeZone = ReadMeta(meta.Metrics, name),
            Location = reader.Location,
        };
        reader.Finish();
        set.Models.Add(model);
        set.Report(DefinitionKey.OfModel(name), problems);
    }

    private static string ReadTable(MappingReader reader)
    {
        var text = reader.Required("model");
        if (text.Length == 0)
            return "";
        if (RefText.Model(text) is { } table)
            return table;
        reader.Report(DiagnosticCode.WrongValue, $"{reader.What}: model '{text}' is not of the form ref('name')", reader.At("model"));
        return "";
    }

    private static string? ReadDefaults(MappingReader reader)
    {
        var defaults = reader.Mapping("defaults", $"{reader.What}: defaults");
        var timeDimension = defaults?.Text("agg_time_dimension");
        defaults?.Finish();
        return timeDimension;
    }

    private string ReadMeta(MappingReader? reader, string model)
    {
        if (reader is null)
            return "UTC";
        var zone = reader.Text("time_zone") ?? "UTC";
        if (TimeZoneName.Find(zone) is null)
            reader.Report(DiagnosticCode.WrongValue, $"{reader.What}: '{zone}' is not an IANA time zone", reader.At("time_zone"));
        foreach (var metric in reader.Items("metrics"))
            new EventMetricReader(file, set, model).Read(metric);
        reader.Finish();
        return zone;
    }
}
