namespace Metrics.Semantic.Tests.Shapes;

/// <summary>What one name means from a fact: how a row of the fact gives a value, or why it may not.</summary>
internal sealed record Meaning(string Name, char Type, bool IsAlias, string? Refusal, Func<Row, object?> Of)
{
    public string[] Links { get; } = Name.Split("__")[..^1];

    public string Element { get; } = Name.Split("__")[^1];
}

/// <summary>What can be named from each fact, worked out from the schema by following its keys; shares nothing with the product.</summary>
internal sealed class Names(RandomSchema schema)
{
    private readonly Dictionary<string, Dictionary<string, List<Meaning>>> _known = [];

    /// <summary>Everything by full name.</summary>
    public Dictionary<string, List<Meaning>> Of(Table fact)
    {
        if (!_known.TryGetValue(fact.Name, out var names))
            _known[fact.Name] = names = All(fact).GroupBy(m => m.Name).ToDictionary(g => g.Key, g => g.ToList());
        return names;
    }

    /// <summary>The full names that end so.</summary>
    public List<string> Candidates(Table fact, string name) =>
        Of(fact).Where(
            n => (n.Key == name || n.Key.EndsWith("__" + name, StringComparison.Ordinal))
                && (name.Contains("__", StringComparison.Ordinal) || n.Value.Exists(m => m.Type == 'k'))).Select(n => n.Key).ToList();

    /// <summary>What a name means to a fact, or the code of its refusal.</summary>
    public (Meaning? Meaning, string? Code) Find(Table fact, string name)
    {
        var candidates = Candidates(fact, name);
        if (candidates.Count == 0)
            return (null, IsElsewhere(fact, name) ? "Q210" : "Q201");
        var least = candidates.Min(c => c.Split("__").Length);
        var shortest = candidates.Where(c => c.Split("__").Length == least).SelectMany(c => Of(fact)[c]).ToList();
        if (shortest.Count > 1)
            return (null, "Q211");
        return shortest[0].Refusal is { } refusal ? (null, refusal) : (shortest[0], null);
    }

    private bool IsElsewhere(Table fact, string name)
    {
        var parts = name.Split("__");
        return schema.Tables.Exists(t => t != fact && (parts.Length == 1
            ? t.Keys.Exists(k => k.Name == parts[0])
            : (t.Primary == parts[^2] || t.Keys.Exists(k => k.Name == parts[^2])) && Properties(t).Any(p => p.Name == parts[^1])));
    }

    private static IEnumerable<Property> Properties(Table table)
    {
        foreach (var property in table.Properties)
            yield return property;
        if (table.IsPartitioned)
            yield return new Property("part", "part", 'd');
        if (!table.IsVersioned)
            yield break;
        yield return new Property("valid_from", "valid_from", 'd');
        yield return new Property("valid_to", "valid_to", 'd');
    }

    private IEnumerable<Meaning> All(Table fact)
    {
        foreach (var key in fact.Keys)
        {
            yield return new Meaning(key.Name, 'k', false, null, r => r.Get(key.Column));
            if (key.Name != fact.Primary)
                yield return new Meaning($"{fact.Primary}__{key.Name}", 'k', true, null, r => r.Get(key.Column));
        }

        foreach (var property in Properties(fact))
            yield return new Meaning($"{fact.Primary}__{property.Name}", property.Type, false, null, r => r.Get(property.Column));
        foreach (var joined in Joined(fact, fact, "", null, r => r, [fact], null, 2))
            yield return joined;
    }

    private IEnumerable<Meaning> Joined(
        Table fact, Table at, string prefix, string? last, Func<Row, Row?> here, List<Table> used, string? refusal, int hops)
    {
        foreach (var key in at.Keys.Where(k => k.Name != last))
        {
            foreach (var target in schema.Tables.Where(t => !used.Contains(t)))
            {
                if (target.Keys.Find(k => k.Name == key.Name && k.Kind != 'f') is not { } theirs || (target.IsVersioned && at.IsVersioned))
                    continue;
                Row? Target(Row r) => Partner(fact, at, target, theirs, here(r) is { } row ? (row, row.Get(key.Column)) : (null, null), r);
                var name = $"{prefix}{key.Name}__";
                // A row in every partition, and no partition to choose by.
                var why = refusal ?? (target.IsPartitioned && !target.IsFact && !at.IsPartitioned && !fact.IsPartitioned ? "Q210" : null);
                foreach (var property in Properties(target))
                    yield return new Meaning(name + property.Name, property.Type, false, why, r => Target(r)?.Get(property.Column));
                foreach (var other in target.Keys.Where(k => k.Name != key.Name))
                    yield return new Meaning(name + other.Name, 'k', false, why, r => Target(r)?.Get(other.Column));
                if (hops <= 1)
                    continue;
                foreach (var deeper in Joined(fact, target, name, key.Name, Target, [.. used, target], why, hops - 1))
                    yield return deeper;
            }
        }
    }

    private static Row? Partner(Table fact, Table at, Table target, Key theirs, (Row? Row, object? Key) from, Row root)
    {
        if (from.Row is null || from.Key is null)
            return null;
        return target.Rows.Find(t => Equals(t.Get(theirs.Column), from.Key)
            && (!target.IsPartitioned || (!at.IsPartitioned && !fact.IsPartitioned)
                || Equals(t.Get("part"), (at.IsPartitioned ? from.Row : root).Get("part")))
            && (!target.IsVersioned
                || (root.Get("at") is DateOnly day && day >= (DateOnly)t["valid_from"]
                    && !(t.Get("valid_to") is DateOnly until && day >= until))));
    }
}
