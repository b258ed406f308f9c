using System.Text;
using Metrics.Domain;
using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Connectors.Json;

/// <summary>
/// The properties to read from a record: a column's name is a property, and with dots a property of a nested record
/// (<c>customer.city</c>).
/// </summary>
internal sealed class JsonPath
{
    private readonly List<(byte[] Name, JsonPath Next)> _properties = [];

    /// <summary>The fields that take this value; none for a dropped column, which is declared but not stored.</summary>
    public List<int> Fields { get; } = [];

    /// <summary>The number of the latest record in which it was met.</summary>
    public long Record { get; set; }

    public bool IsLeaf => _properties.Count == 0;

    /// <summary>True when nothing of it is stored.</summary>
    public bool IsDropped => IsLeaf && Fields.Count == 0;

    public static (JsonPath Root, EquatableList<FieldPlace> Kept) Of(SourceTable table)
    {
        var root = new JsonPath();
        var kept = new List<FieldPlace>();
        foreach (var column in table.Columns)
        {
            if (!column.Drop)
                kept.Add(new FieldPlace(column, kept.Count));
            foreach (var path in new[] { column.Header.Split('.'), [column.Header] }.DistinctBy(p => p.Length))
            {
                var node = path.Aggregate(root, (at, name) => at.Add(name));
                if (!column.Drop)
                    node.Fields.Add(kept.Count - 1);
            }
        }

        return (root, kept.ToEquatableList());
    }

    public JsonPath? Find(ref System.Text.Json.Utf8JsonReader reader)
    {
        foreach (var (name, next) in _properties)
        {
            if (reader.ValueTextEquals(name))
                return next;
        }

        return null;
    }

    private JsonPath Add(string name)
    {
        var bytes = Encoding.UTF8.GetBytes(name);
        foreach (var (known, next) in _properties)
        {
            if (known.AsSpan().SequenceEqual(bytes))
                return next;
        }

        var added = new JsonPath();
        _properties.Add((bytes, added));
        return added;
    }
}
