using Metrics.GraphQL.Language;

namespace Metrics.GraphQL.Types.Definitions;

/// <summary>A definition of a type system document; <see cref="Schema"/>s are built from these.</summary>
public abstract record Definition
{
    private protected Definition()
    {
    }

    /// <summary>A description, in Markdown.</summary>
    public string? Description { get; init; }

    /// <summary>Directives as written in SDL. Definitions made in code have properties instead.</summary>
    internal IReadOnlyList<DirectiveNode> Applied { get; init; } = [];

    internal bool IsExtension { get; init; }

    internal int Offset { get; init; }

    /// <summary>True when its body is empty.</summary>
    internal virtual bool IsEmpty => Applied.Count == 0;

    /// <summary>Its name in messages.</summary>
    internal abstract string Label { get; }

    /// <summary>Parses definitions from SDL text.</summary>
    public static IReadOnlyList<Definition> Read(string sdl)
    {
        var document = Document.Parse(System.Text.Encoding.UTF8.GetBytes(sdl), ParserLimits.None, out var error);
        return error is null && document!.Executables.Count == 0
            ? document.TypeSystem
            : throw new FormatException(
                error is null ? "A schema cannot hold operations or fragments." : $"{error.Locations[0]}: {error.Message}");
    }
}

/// <summary>A definition of a named type.</summary>
public abstract record TypeDefinition : Definition
{
    private protected TypeDefinition(string name) => Name = name;

    /// <summary>The type's name.</summary>
    public string Name { get; }

    /// <summary>
    /// For a name that the type lacks but callers might expect: the reasons, reported as one error each. Empty when there is no known
    /// reason.
    /// </summary>
    public Func<string, IReadOnlyList<Absence>> Absent { get; init; } = _ => [];

    internal override string Label => Name;
}
