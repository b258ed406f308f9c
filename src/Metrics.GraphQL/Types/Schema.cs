using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Metrics.GraphQL.Language;
using Metrics.GraphQL.Types.Definitions;

namespace Metrics.GraphQL.Types;

/// <summary>A checked, immutable schema. Share one between all requests that may see the same definitions.</summary>
public sealed class Schema
{
    private static long built;

    private readonly FrozenDictionary<string, NamedType> byName;

    internal Schema(
        string? description, IReadOnlyList<NamedType> types, IReadOnlyList<SchemaDirective> directives, RootTypes roots, MetaFields meta)
    {
        Description = description;
        Types = types;
        byName = types.ToFrozenDictionary(t => t.Name);
        Directives = directives.ToFrozenDictionary(d => d.Name);
        DirectiveList = directives;
        Roots = roots;
        Meta = meta;
    }

    /// <summary>A description of the schema.</summary>
    public string? Description { get; }

    /// <summary>A number that is unique to this schema in the process.</summary>
    internal long Number { get; } = Interlocked.Increment(ref built);

    internal IReadOnlyList<NamedType> Types { get; }

    internal FrozenDictionary<string, SchemaDirective> Directives { get; }

    internal IReadOnlyList<SchemaDirective> DirectiveList { get; }

    internal RootTypes Roots { get; }

    internal MetaFields Meta { get; }

    /// <summary>Builds a schema, or throws a <see cref="SchemaException"/> with everything that is wrong with the definitions.</summary>
    public static Schema Build(IEnumerable<Definition> definitions) =>
        TryBuild(definitions, out var schema, out var problems) ? schema : throw new SchemaException(problems);

    /// <summary>Builds a schema, or reports everything that is wrong with the definitions.</summary>
    public static bool TryBuild(
        IEnumerable<Definition> definitions, [NotNullWhen(true)] out Schema? schema, out IReadOnlyList<string> problems)
    {
        var linker = new SchemaLinker(definitions);
        schema = linker.Link();
        if (schema is not null && linker.Problems.Count == 0)
            linker.Problems.AddRange(SchemaRules.Check(schema));
        problems = linker.Problems;
        schema = problems.Count == 0 ? schema : null;
        return schema is not null;
    }

    /// <summary>The schema in the schema definition language, without the definitions that every schema has.</summary>
    public string ToSdl() => SchemaPrinter.Print(this);

    internal NamedType? FindType(string name) => byName.GetValueOrDefault(name);

    /// <summary>The type for a reference in a document; null if any part of it is unknown.</summary>
    internal GraphType? FindType(TypeReference reference) => reference switch
    {
        TypeReference.Named named => FindType(named.Name),
        TypeReference.ListOf list => FindType(list.Item)?.List,
        TypeReference.NonNull nonNull => FindType(nonNull.Type)?.NonNull,
        _ => null,
    };

    /// <summary>A field by its name, including the introspection fields.</summary>
    internal Field? FindField(ICompositeType parent, string name) => name switch
    {
        "__typename" => Meta.Typename,
        "__schema" when ReferenceEquals(parent, Roots.Query) => Meta.Schema,
        "__type" when ReferenceEquals(parent, Roots.Query) => Meta.Type,
        _ => parent.FindField(name),
    };
}

/// <summary>The types at which operations start.</summary>
internal sealed record RootTypes(ObjectType Query, ObjectType? Mutation, ObjectType? Subscription)
{
    public ObjectType? For(OperationKind kind) => kind switch
    {
        OperationKind.Query => Query,
        OperationKind.Mutation => Mutation,
        _ => Subscription,
    };
}

/// <summary>The introspection fields, which every schema has without defining them.</summary>
internal sealed record MetaFields(Field Schema, Field Type, Field Typename);

/// <summary>Thrown for definitions that cannot form a schema, with all reasons.</summary>
public sealed class SchemaException(IReadOnlyList<string> problems) : Exception(string.Join(Environment.NewLine, problems))
{
    /// <summary>One sentence for each thing that is wrong.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
