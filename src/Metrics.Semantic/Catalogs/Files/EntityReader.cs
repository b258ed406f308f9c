using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Written;
using Metrics.Semantic.Reading;

namespace Metrics.Semantic.Catalogs.Files;

/// <summary>Reads one entry of a model's <c>entities:</c>.</summary>
internal static class EntityReader
{
    private static readonly (string, EntityKind)[] Kinds =
        [("primary", EntityKind.Primary), ("unique", EntityKind.Unique), ("foreign", EntityKind.Foreign), ("natural", EntityKind.Natural)];

    public static WrittenEntity? Read(YamlValue value, string model, ReadingFile into)
    {
        var problems = new List<Diagnostic>();
        var reader = Titled.Read(value, problems, "entity", out var name);
        if (reader is null)
        {
            into.Report(breaks: null, problems);
            return null;
        }

        DocumentNames.Check(reader, name, into);
        // dbt accepts these and never uses them.
        foreach (var key in (string[])["role", "entity"])
            reader.Text(key);
        var entity = new WrittenEntity(name, ReadKind(reader, "type"), reader.Text("expr"), reader.Location)
        {
            Label = reader.Said("label"),
            Description = reader.Text("description"),
            Meta = Meta.Of(reader).Json,
        };
        into.Finish(reader);
        into.Report(new DefinitionKey(DefinitionKind.Entity, name, model), problems);
        return entity;
    }

    public static EntityKind ReadKind(MappingReader reader, string key)
    {
        if (reader.Raw(key) is null)
            reader.Required(key);
        return reader.OneOf(key, Kinds) ?? EntityKind.Foreign;
    }
}
