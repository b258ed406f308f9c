using Metrics.Domain.Results;
using Metrics.Semantic.Sql;

namespace Metrics.Semantic.Portable;

/// <summary>The columns that expressions of one SELECT may refer to, by source.</summary>
internal sealed class Scope(ISharedTables tables)
{
    private readonly Dictionary<string, IReadOnlyDictionary<string, DataType>> _sources = new(StringComparer.Ordinal);

    /// <summary>Adds a source. Refuses names that differ only in case, since some engine takes them for the same name.</summary>
    public void Add(string alias, IReadOnlyDictionary<string, DataType> columns)
    {
        if (_sources.Keys.FirstOrDefault(k => k.Equals(alias, StringComparison.OrdinalIgnoreCase)) is { } source)
            throw new NotPortableException($"{source} beside {alias}");
        var known = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        if (columns.Keys.FirstOrDefault(c => !known.Add(c)) is { } twice)
            throw new NotPortableException($"column {twice} in another case");
        _sources[alias] = columns;
    }

    /// <summary>The name of a zone, refused unless the engine converts its hours as the store does.</summary>
    public string Zone(string zone) => tables.HasSameRules(zone) ? zone : throw new NotPortableException($"zone {zone}");

    /// <summary>A column that the planner refers to.</summary>
    public Typed Find(SqlExpression.Column column) =>
        _sources.TryGetValue(column.Source, out var columns) && columns.TryGetValue(column.Name, out var type)
            ? new Typed(column, type) : throw new NotPortableException($"column {column.Name}");

    /// <summary>A column that an author refers to: the only source that has it.</summary>
    public Typed Find(string? source, string name)
    {
        foreach (var (alias, columns) in _sources)
        {
            if ((source is null || alias == source) && columns.TryGetValue(name, out var type))
                return new Typed(new SqlExpression.Column(alias, name), type);
        }

        throw new NotPortableException($"column {name}");
    }
}
