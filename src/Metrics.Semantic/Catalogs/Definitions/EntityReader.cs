using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Reading;

namespace Metrics.Semantic.Catalogs.Definitions;

/// <summary>Reads one entry of a model's <c>entities:</c>.</summary>
internal static class EntityReader
{
    public static Entity? Read(YamlValue value, string model, DefinitionSet set)
    {
        var problems = new List<Diagnostic>();
        var reader = Titled.Read(value, problems, "entity", out var name);
        if (reader is null)
        {
            set.Report(breaks: null, problems);
            return null;
        }

        if (reader.Raw("type") is null)
            reader.Required("type");
        var kind = reader.Word(
            "type", EntityKind.Foreign,
            ("primary", EntityKind.Primary), ("unique", EntityKind.Unique), ("foreign", EntityKind.Foreign), ("natural", EntityKind.Natural));
        var entity = new Entity(name, kind, reader.Text("expr") ?? name, "", reader.Location);
        foreach (var key in (string[])["label", "description", "role"])
            reader.Text(key);
        _ = Meta.Of(reader);
        reader.Finish();
        set.Report(new DefinitionKey(DefinitionKind.Entity, name, model), problems);
        return entity;
    }
}
