using Metrics.GraphQL.Types;
using Metrics.GraphQL.Types.Definitions;

namespace Metrics.GraphQL.Introspection;

/// <summary>
/// The introspection types (specification, section 4), including deprecation of input values as in the reference implementation.
/// </summary>
internal static class IntrospectionTypes
{
    private static readonly InputValueDefinition[] IncludeDeprecated =
        [new("includeDeprecated", "Boolean") { Default = new Language.BooleanNode(false, 0) }];

    public static IReadOnlyList<TypeDefinition> All { get; } =
    [
        new ObjectDefinition("__Schema")
        {
            Description =
                "A GraphQL Schema defines the capabilities of a GraphQL server. It exposes all available types and directives on the "
                + "server, as well as the entry points for query, mutation, and subscription operations.",
            Fields =
            [
                Read<Schema>("description", "String", s => s.Description),
                Read<Schema>("types", "[__Type!]!", s => s.Types, "A list of all types supported by this server."),
                Read<Schema>("queryType", "__Type!", s => s.Roots.Query, "The type that query operations will be rooted at."),
                Read<Schema>(
                    "mutationType", "__Type", s => s.Roots.Mutation,
                    "If this server supports mutation, the type that mutation operations will be rooted at."),
                Read<Schema>(
                    "subscriptionType", "__Type", s => s.Roots.Subscription,
                    "If this server support subscription, the type that subscription operations will be rooted at."),
                Read<Schema>("directives", "[__Directive!]!", s => s.DirectiveList, "A list of all directives supported by this server."),
            ],
        },
        TypeIntrospection.Definition(IncludeDeprecated),
        TypeIntrospection.Kinds,
        new ObjectDefinition("__Field")
        {
            Description =
                "Object and Interface types are described by a list of Fields, each of which has a name, potentially a list of "
                + "arguments, and a return type.",
            Fields =
            [
                Read<Field>("name", "String!", f => f.Name),
                Read<Field>("description", "String", f => f.Description),
                Filter<Field, InputValue>("args", "[__InputValue!]!", f => f.Arguments, a => a.DeprecationReason),
                Read<Field>("type", "__Type!", f => f.Type),
                Read<Field>("isDeprecated", "Boolean!", f => f.DeprecationReason is not null),
                Read<Field>("deprecationReason", "String", f => f.DeprecationReason),
            ],
        },
        new ObjectDefinition("__InputValue")
        {
            Description =
                "Arguments provided to Fields or Directives and the input fields of an InputObject are represented as Input Values which "
                + "describe their type and optionally a default value.",
            Fields =
            [
                Read<InputValue>("name", "String!", v => v.Name),
                Read<InputValue>("description", "String", v => v.Description),
                Read<InputValue>("type", "__Type!", v => v.Type),
                Read<InputValue>(
                    "defaultValue", "String", SchemaPrinter.Default,
                    "A GraphQL-formatted string representing the default value for this input value."),
                Read<InputValue>("isDeprecated", "Boolean!", v => v.DeprecationReason is not null),
                Read<InputValue>("deprecationReason", "String", v => v.DeprecationReason),
            ],
        },
        new ObjectDefinition("__EnumValue")
        {
            Description =
                "One possible value for a given Enum. Enum values are unique values, not a placeholder for a string or numeric value. "
                + "However an Enum value is returned in a JSON response as a string.",
            Fields =
            [
                Read<EnumValue>("name", "String!", v => v.Name),
                Read<EnumValue>("description", "String", v => v.Description),
                Read<EnumValue>("isDeprecated", "Boolean!", v => v.DeprecationReason is not null),
                Read<EnumValue>("deprecationReason", "String", v => v.DeprecationReason),
            ],
        },
        new ObjectDefinition("__Directive")
        {
            Description =
                "A Directive provides a way to describe alternate runtime execution and type validation behavior in a GraphQL "
                + "document.\n\nIn some cases, you need to provide options to alter GraphQL's execution behavior in ways field arguments "
                + "will not suffice, such as conditionally including or skipping a field. Directives provide this by describing "
                + "additional information to the executor.",
            Fields =
            [
                Read<SchemaDirective>("name", "String!", d => d.Name),
                Read<SchemaDirective>("description", "String", d => d.Description),
                Read<SchemaDirective>("isRepeatable", "Boolean!", d => d.IsRepeatable),
                Read<SchemaDirective>("locations", "[__DirectiveLocation!]!", d => d.Locations),
                Filter<SchemaDirective, InputValue>("args", "[__InputValue!]!", d => d.Arguments, a => a.DeprecationReason),
            ],
        },
        new EnumDefinition("__DirectiveLocation")
        {
            Description =
                "A Directive can be adjacent to many parts of the GraphQL language, a __DirectiveLocation describes one such possible "
                + "adjacencies.",
            Values = [.. Enum.GetValues<DirectiveLocation>().Select(location => new EnumValueDefinition(DirectiveLocations.NameOf(location))
            {
                Value = location, Description = LocationDescriptions.Of(location),
            })],
        },
    ];

    /// <summary><c>__schema</c>, <c>__type</c> and <c>__typename</c>, in this order.</summary>
    public static IReadOnlyList<FieldDefinition> MetaFields { get; } =
    [
        new("__schema", "__Schema!")
        {
            Description = "Access the current type schema of this server.",
            Resolve = (context, _) => new(context.Schema),
        },
        new("__type", "__Type")
        {
            Description = "Request the type information of a single type.",
            Arguments = [new("name", "String!")],
            Resolve = (context, _) => new(context.Schema.FindType(context.Argument<string>("name")!)),
        },
        new("__typename", "String!")
        {
            Description = "The name of the current Object type at runtime.",
            Resolve = (context, _) => new(context.ParentType),
        },
    ];

    public static bool Contains(string name) => All.Any(t => t.Name == name);

    public static FieldDefinition Read<T>(string name, string type, Func<T, object?> read, string? description = null) =>
        new(name, type) { Description = description, Read = parent => read((T)parent) };

    /// <summary>A field that lists items; deprecated ones only on request.</summary>
    public static FieldDefinition Filter<TParent, TItem>(
        string name, string type, Func<TParent, IReadOnlyList<TItem>?> list, Func<TItem, string?> deprecationReason) => new(name, type)
    {
        Arguments = IncludeDeprecated,
        Resolve = (context, _) => new(context.Argument<bool?>("includeDeprecated") == true
            ? list((TParent)context.Parent!)
            : list((TParent)context.Parent!)?.Where(item => deprecationReason(item) is null).ToList()),
    };
}

internal static class LocationDescriptions
{
    public static string Of(DirectiveLocation location) => $"Location adjacent to {location switch
    {
        DirectiveLocation.Query => "a query operation",
        DirectiveLocation.Mutation => "a mutation operation",
        DirectiveLocation.Subscription => "a subscription operation",
        DirectiveLocation.Field => "a field",
        DirectiveLocation.FragmentDefinition => "a fragment definition",
        DirectiveLocation.FragmentSpread => "a fragment spread",
        DirectiveLocation.InlineFragment => "an inline fragment",
        DirectiveLocation.VariableDefinition => "a variable definition",
        DirectiveLocation.Schema => "a schema definition",
        DirectiveLocation.Scalar => "a scalar definition",
        DirectiveLocation.Object => "an object type definition",
        DirectiveLocation.FieldDefinition => "a field definition",
        DirectiveLocation.ArgumentDefinition => "an argument definition",
        DirectiveLocation.Interface => "an interface definition",
        DirectiveLocation.Union => "a union definition",
        DirectiveLocation.Enum => "an enum definition",
        DirectiveLocation.EnumValue => "an enum value definition",
        DirectiveLocation.InputObject => "an input object type definition",
        _ => "an input object field definition",
    }}.";
}
