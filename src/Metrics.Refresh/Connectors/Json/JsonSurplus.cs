using System.Text.Json;

namespace Metrics.Refresh.Connectors.Json;

/// <summary>
/// Undeclared properties, named as a column's <c>header</c> would name them: for an object the properties in it (<c>device.os.name</c>).
/// </summary>
internal sealed class JsonSurplus
{
    private const int Most = 50;

    // Names listed per object; the rest are summed up as "name.…".
    private const int MostOfOne = 8;
    private const int Deepest = 16;

    // Records are alike: what a thousand of them have not shown is not searched for in millions.
    private const int MostLooks = 1_000;

    private readonly Dictionary<string, Found> _found = new(StringComparer.Ordinal);

    public IReadOnlyCollection<string> Names => [.. _found.SelectMany(f => Of(f.Key, f.Value.Inner)).Order(StringComparer.Ordinal)];

    public bool IsEmpty => _found.Count == 0;

    /// <summary>Takes in a property.</summary>
    /// <param name="at">A copy of the reader at the property's name, so that reading on does not move the caller's.</param>
    public void Add(Utf8JsonReader at)
    {
        var name = Shown(at.GetString()!);
        if (!_found.TryGetValue(name, out var found))
        {
            if (_found.Count == Most)
                return;
            _found[name] = found = new Found();
        }

        if (found.Inner.Count <= MostOfOne && found.Looks++ < MostLooks && at.Read() && at.TokenType == JsonTokenType.StartObject)
            Walk(ref at, name, found.Inner, deep: 1);
    }

    private static IEnumerable<string> Of(string name, SortedSet<string> inner) =>
        inner.Count == 0 ? [name] : inner.Count <= MostOfOne ? inner : inner.Take(MostOfOne).Append($"{name}.…");

    private static string Shown(string name) => name.Replace("\0", "\\u0000", StringComparison.Ordinal);

    private static void Walk(ref Utf8JsonReader at, string path, SortedSet<string> inner, int deep)
    {
        while (inner.Count <= MostOfOne && at.Read() && at.TokenType == JsonTokenType.PropertyName)
        {
            var name = $"{path}.{Shown(at.GetString()!)}";
            at.Read();
            if (at.TokenType == JsonTokenType.StartObject && deep < Deepest)
            {
                Walk(ref at, name, inner, deep + 1);
                continue;
            }

            inner.Add(name);
            at.Skip();
        }
    }

    private sealed class Found
    {
        public SortedSet<string> Inner { get; } = new(StringComparer.Ordinal);

        public int Looks { get; set; }
    }
}
