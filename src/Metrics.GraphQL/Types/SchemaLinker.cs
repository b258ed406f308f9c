using Metrics.GraphQL.Introspection;
using Metrics.GraphQL.Language;
using Metrics.GraphQL.Types.Definitions;

namespace Metrics.GraphQL.Types;

/// <summary>Turns definitions, which refer to each other by name, into linked types.</summary>
internal sealed class SchemaLinker(IEnumerable<Definition> definitions)
{
    private readonly List<Definition> own = SchemaExtensions.Merge(definitions);
    private readonly Dictionary<string, NamedType> types = [];

    public List<string> Problems { get; } = [];

    public Schema? Link()
    {
        List<TypeDefinition> named =
        [
            .. own.OfType<TypeDefinition>().Where(d => !BuiltInScalars.All.Any(s => s.Name == d.Name)),
            .. BuiltInScalars.All, .. IntrospectionTypes.All,
        ];
        foreach (var definition in named)
        {
            if (!types.TryAdd(definition.Name, Create(definition)))
                Problems.Add($"There can be only one type named '{definition.Name}'.");
        }
        foreach (var definition in named)
            Link(types[definition.Name], definition);

        List<SchemaDirective> directives = [];
        foreach (var definition in own.OfType<DirectiveDefinition>().Concat(BuiltInDirectives.All))
        {
            if (directives.Any(d => d.Name == definition.Name))
                Problems.Add($"There can be only one directive named '@{definition.Name}'.");
            else
                directives.Add(new SchemaDirective(definition, InputValues(definition.Arguments, "@" + definition.Name)));
        }
        Problems.AddRange(SchemaExtensions.UnknownDirectives(own, directives));

        var schemaDefinition = own.OfType<SchemaDefinition>().FirstOrDefault();
        var query = Root(schemaDefinition, "query", "Query");
        if (query is null)
        {
            Problems.Add("Query root type must be provided.");
            return null;
        }
        var roots = new RootTypes(
            query, Root(schemaDefinition, "mutation", "Mutation"), Root(schemaDefinition, "subscription", "Subscription"));
        var ordered = TypeOrder.Of(
            own.OfType<TypeDefinition>().Select(d => types[d.Name]), roots, directives, types["__Schema"]);
        return new Schema(schemaDefinition?.Description, ordered, directives, roots, Meta());
    }

    private static NamedType Create(TypeDefinition definition) => definition switch
    {
        ScalarDefinition scalar => new ScalarType(scalar with
        {
            SpecifiedBy = scalar.SpecifiedBy ?? BuiltInDirectives.Read(scalar.Applied, "specifiedBy", "url"),
        }),
        EnumDefinition choice => new EnumType(choice, [.. choice.Values.Select(v =>
            new EnumValue(v.Name, v.Value ?? v.Name, v.Description, v.DeprecationReason ?? Deprecation(v.Applied)))]),
        ObjectDefinition type => new ObjectType(type),
        InterfaceDefinition type => new InterfaceType(type),
        UnionDefinition type => new UnionType(type),
        _ => new InputType(definition),
    };

    private static string? Deprecation(IReadOnlyList<DirectiveNode> applied) =>
        BuiltInDirectives.Read(applied, "deprecated", "reason", BuiltInDirectives.DefaultReason);

    private void Link(NamedType type, TypeDefinition definition)
    {
        switch (type, definition)
        {
            case (FieldsType fields, ObjectDefinition d):
                fields.Link(Named<InterfaceType>(d.Interfaces, d.Name), Fields(d.Name, d.Fields));
                foreach (var implemented in fields.Interfaces)
                    implemented.AddImplementation((ObjectType)fields);
                break;
            case (FieldsType fields, InterfaceDefinition d):
                fields.Link(Named<InterfaceType>(d.Interfaces, d.Name), Fields(d.Name, d.Fields));
                break;
            case (UnionType union, UnionDefinition d):
                union.Link(Named<ObjectType>(d.Members, d.Name));
                break;
            case (InputType input, InputDefinition d):
                input.Link(InputValues(d.Fields, d.Name));
                break;
        }
    }

    private List<Field> Fields(string parent, IReadOnlyList<FieldDefinition> fields) => [.. fields
        .Select(f => (f, type: Find(f.Type, $"{parent}.{f.Name}")))
        .Where(x => x.type is not null)
        .Select(x => new Field(
            parent, x.f, x.type!, InputValues(x.f.Arguments, $"{parent}.{x.f.Name}"), x.f.DeprecationReason ?? Deprecation(x.f.Applied)))];

    private List<InputValue> InputValues(IReadOnlyList<InputValueDefinition> values, string parent) => [.. values
        .Select(v => (v, type: Find(v.Type, $"{parent}.{v.Name}")))
        .Where(x => x.type is not null)
        .Select(x => new InputValue(x.v, x.type!, x.v.DeprecationReason ?? Deprecation(x.v.Applied)))];

    private List<T> Named<T>(IReadOnlyList<string> names, string parent) where T : NamedType
    {
        List<T> found = [];
        foreach (var name in names)
        {
            if (types.GetValueOrDefault(name) is T type)
            {
                found.Add(type);
                continue;
            }
            var wanted = typeof(T) == typeof(ObjectType) ? "an object type" : "an interface";
            var suggestion = types.ContainsKey(name) ? "" : Suggestions.For(name, types.Keys);
            Problems.Add($"'{parent}' names '{name}', which is not {wanted}.{suggestion}");
        }
        return found;
    }

    private GraphType? Find(TypeReference reference, string parent)
    {
        switch (reference)
        {
            case TypeReference.ListOf list:
                return Find(list.Item, parent)?.List;
            case TypeReference.NonNull nonNull:
                return Find(nonNull.Type, parent)?.NonNull;
            default:
                var name = reference.InnermostName;
                if (types.TryGetValue(name, out var type))
                    return type;
                Problems.Add($"'{parent}' is of unknown type '{name}'.{Suggestions.For(name, types.Keys)}");
                return null;
        }
    }

    private ObjectType? Root(SchemaDefinition? definition, string operation, string usualName)
    {
        var name = definition is null ? usualName : definition.Roots.FirstOrDefault(r => r.Key == operation).Value;
        if (name is null || (definition is null && !types.ContainsKey(name)))
            return null;
        if (types.GetValueOrDefault(name) is ObjectType type)
            return type;
        Problems.Add($"The {operation} root type must be an object type, but '{name}' is not.");
        return null;
    }

    private MetaFields Meta()
    {
        var fields = Fields("Query", IntrospectionTypes.MetaFields);
        return new MetaFields(fields[0], fields[1], fields[2]);
    }
}

/// <summary>Orders a schema's types as defined, each followed by the built-in types that it is the first to refer to.</summary>
internal static class TypeOrder
{
    public static IReadOnlyList<NamedType> Of(
        IEnumerable<NamedType> defined, RootTypes roots, IEnumerable<SchemaDirective> directives, NamedType introspection)
    {
        var own = defined.ToList();
        var waiting = own.ToHashSet();
        var placed = new HashSet<NamedType>();
        List<NamedType> order = [];
        foreach (var type in own)
        {
            waiting.Remove(type);
            ResponsePlace(type);
        }
        foreach (var type in new NamedType?[] { roots.Query, roots.Mutation, roots.Subscription }.OfType<NamedType>())
            ResponsePlace(type);
        foreach (var argument in directives.SelectMany(d => d.Arguments))
            ResponsePlace(argument.Type.Innermost);
        ResponsePlace(introspection);
        return order;

        // A defined type keeps its place in the order of definitions. So recursion only passes through built-in types.
        void ResponsePlace(NamedType type)
        {
            if (waiting.Contains(type) || !placed.Add(type))
                return;
            order.Add(type);
            foreach (var next in References(type))
                ResponsePlace(next);
        }
    }

    private static IEnumerable<NamedType> References(NamedType type) => type switch
    {
        UnionType union => union.Members,
        FieldsType fields => fields.Interfaces.Concat(fields.Fields.SelectMany(
            f => f.Arguments.Select(a => a.Type.Innermost).Prepend(f.Type.Innermost))),
        InputType input => input.Fields.Select(f => f.Type.Innermost),
        _ => [],
    };
}

/// <summary>Merges SDL's <c>extend</c> into the extended definitions, and finds unknown directives.</summary>
internal static class SchemaExtensions
{
    public static List<Definition> Merge(IEnumerable<Definition> definitions)
    {
        var all = definitions.ToList();
        var merged = all.Where(d => !d.IsExtension).ToList();
        foreach (var extension in all.Where(d => d.IsExtension))
        {
            var index = merged.FindIndex(d => d.GetType() == extension.GetType() && d.Label == extension.Label);
            if (index < 0)
                merged.Add(extension);
            else
                merged[index] = Merge(merged[index], extension);
        }
        return merged;
    }

    public static IEnumerable<string> UnknownDirectives(IEnumerable<Definition> definitions, IReadOnlyList<SchemaDirective> known) =>
        from definition in definitions
        from directive in Applied(definition)
        where !known.Any(d => d.Name == directive.Name)
        select $"'{definition.Label}' uses unknown directive '@{directive.Name}'.";

    private static Definition Merge(Definition to, Definition from) => (to, from) switch
    {
        (SchemaDefinition a, SchemaDefinition b) => a with { Roots = [.. a.Roots, .. b.Roots] },
        (ScalarDefinition a, ScalarDefinition b) => a with { Applied = [.. a.Applied, .. b.Applied] },
        (ObjectDefinition a, ObjectDefinition b) =>
            a with { Interfaces = [.. a.Interfaces, .. b.Interfaces], Fields = [.. a.Fields, .. b.Fields] },
        (InterfaceDefinition a, InterfaceDefinition b) =>
            a with { Interfaces = [.. a.Interfaces, .. b.Interfaces], Fields = [.. a.Fields, .. b.Fields] },
        (UnionDefinition a, UnionDefinition b) => a with { Members = [.. a.Members, .. b.Members] },
        (EnumDefinition a, EnumDefinition b) => a with { Values = [.. a.Values, .. b.Values] },
        (InputDefinition a, InputDefinition b) => a with { Fields = [.. a.Fields, .. b.Fields] },
        _ => to,
    };

    private static IEnumerable<DirectiveNode> Applied(Definition definition) => definition.Applied.Concat(definition switch
    {
        ObjectDefinition d => d.Fields.SelectMany(Applied),
        InterfaceDefinition d => d.Fields.SelectMany(Applied),
        EnumDefinition d => d.Values.SelectMany(v => v.Applied),
        InputDefinition d => d.Fields.SelectMany(f => f.Applied),
        DirectiveDefinition d => d.Arguments.SelectMany(a => a.Applied),
        _ => [],
    });

    private static IEnumerable<DirectiveNode> Applied(FieldDefinition field) =>
        field.Applied.Concat(field.Arguments.SelectMany(a => a.Applied));
}
