using Metrics.Domain;
using Metrics.Domain.Diagnostics;

namespace Metrics.Semantic.Reading;

/// <summary>A piece of an author's YAML with its place in the file; all definitions are read from it.</summary>
public abstract record YamlValue
{
    private YamlValue(SourceLocation location) => Location = location;

    /// <summary>Where it begins.</summary>
    public SourceLocation Location { get; init; }

    /// <summary>One value: text, with whether it was written in quotes.</summary>
    public sealed record Scalar(string Text, bool Quoted, SourceLocation Location) : YamlValue(Location)
    {
        /// <summary>True for an unquoted <c>null</c>, <c>~</c> or nothing at all.</summary>
        public bool IsNull => !Quoted && Text is "" or "~" or "null" or "Null" or "NULL";
    }

    /// <summary>A list.</summary>
    public sealed record Sequence(EquatableList<YamlValue> Items, SourceLocation Location) : YamlValue(Location);

    /// <summary>Keys with values, in the author's order.</summary>
    public sealed record Mapping(EquatableList<YamlEntry> Entries, SourceLocation Location) : YamlValue(Location)
    {
        /// <summary>The places of repeated keys; the content of such a mapping cannot be trusted.</summary>
        public EquatableList<SourceLocation> Repeated { get; init; }

        /// <summary>What merges (<c>&lt;&lt;</c>) would have brought, had the mapping itself or an earlier merge not had the key.</summary>
        public EquatableList<YamlEntry> Overridden { get; init; }
    }

    /// <summary>This value and all values inside it; an anchored value as often as it is used.</summary>
    public IEnumerable<YamlValue> Whole() => this switch
    {
        Scalar => [this],
        Sequence list => list.Items.SelectMany(i => i.Whole()).Prepend(this),
        Mapping mapping => mapping.Entries.SelectMany(e => e.Value.Whole()).Prepend(this),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}

/// <summary>A key of a mapping and its value.</summary>
public sealed record YamlEntry(YamlValue.Scalar Key, YamlValue Value);
