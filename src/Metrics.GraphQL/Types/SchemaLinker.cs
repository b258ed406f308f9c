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
