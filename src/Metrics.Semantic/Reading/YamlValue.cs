using Metrics.Domain;
using Metrics.Domain.Diagnostics;

namespace Metrics.Semantic.Reading;

/// <summary>A piece of an author's YAML with the place it stands at; what every definition is read from.</summary>
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
    public sealed record Mapping(EquatableList<YamlEntry> Entries, SourceLocation Location) : YamlValue(Location);
}

/// <summary>A key of a mapping and its value.</summary>
public sealed record YamlEntry(YamlValue.Scalar Key, YamlValue Value);
