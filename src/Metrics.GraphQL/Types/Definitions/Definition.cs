using Metrics.GraphQL.Language;

namespace Metrics.GraphQL.Types.Definitions;

/// <summary>Something a type system document defines: what <see cref="Schema"/>s are built from.</summary>
public abstract record Definition
{
    private protected Definition()
    {
    }

    /// <summary>What it is, in Markdown.</summary>
    public string? Description { get; init; }

    /// <summary>Directives as written in SDL; built definitions have properties instead.</summary>
    internal IReadOnlyList<DirectiveNode> Applied { get; init; } = [];

    internal bool IsExtension { get; init; }

    internal int Offset { get; init; }

    /// <summary>Whether nothing stands in its body.</summary>
    internal virtual bool IsEmpty => Applied.Count == 0;

    /// <summary>How messages name it.</summary>
    internal abstract string Label { get; }

    /// <summary>Reads definitions from SDL text.</summary>
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
    /// Of a name that the type might be expected to have and has not, why: told to whoever writes it, one error for each; none when nothing
    /// is known of it.
    /// </summary>
    public Func<string, IReadOnlyList<Absence>> Absent { get; init; } = _ => [];

    internal override string Label => Name;
}
