using Metrics.Semantic.Reading;

namespace Metrics.Semantic.Catalogs.Files;

/// <summary>Reads <c>node_relation</c>: a table by its place.</summary>
internal static class RelationReader
{
    /// <summary>The relation, and its name as SQL writes it; null when absent.</summary>
    public static (NodeRelation Relation, string Name)? Read(MappingReader reader, ReadingFile into)
    {
        if (reader.Mapping("node_relation", $"{reader.What}: node_relation") is not { } node)
            return null;
        var relation = new NodeRelation(node.Text("database"), node.Required("schema_name"), node.Required("alias"));
        var name = node.Text("relation_name")
            ?? string.Join('.', new[] { relation.Database, relation.Schema, relation.Name }.Where(p => !string.IsNullOrEmpty(p)));
        into.Finish(node);
        return (relation, name);
    }
}
