using System.Diagnostics;
using Metrics.GraphQL.Types;
using Metrics.GraphQL.Types.Definitions;

namespace Metrics.GraphQL.Introspection;

/// <summary>The introspection types <c>__Type</c> and <c>__TypeKind</c>.</summary>
internal static class TypeIntrospection
{
    public static EnumDefinition Kinds { get; } = new("__TypeKind")
    {
        Description = "An enum describing what kind of type a given `__Type` is.",
        Values =
        [
            new("SCALAR") { Description = "Indicates this type is a scalar." },
            new("OBJECT") { Description = "Indicates this type is an object. `fields` and `interfaces` are valid fields." },
            new("INTERFACE")
                { Description = "Indicates this type is an interface. `fields`, `interfaces`, and `possibleTypes` are valid fields." },
            new("UNION") { Description = "Indicates this type is a union. `possibleTypes` is a valid field." },
            new("ENUM") { Description = "Indicates this type is an enum. `enumValues` is a valid field." },
            new("INPUT_OBJECT") { Description = "Indicates this type is an input object. `inputFields` is a valid field." },
            new("LIST") { Description = "Indicates this type is a list. `ofType` is a valid field." },
            new("NON_NULL") { Description = "Indicates this type is a non-null. `ofType` is a valid field." },
        ],
    };

    public static ObjectDefinition Definition(IReadOnlyList<InputValueDefinition> includeDeprecated) => new("__Type")
    {
        Description =
            "The fundamental unit of any GraphQL Schema is the type. There are many kinds of types in GraphQL as represented by the "
            + "`__TypeKind` enum.\n\nDepending on the kind of a type, certain fields describe information about that type. Scalar types "
            + "provide no information beyond a name, description and optional `specifiedByURL`, while Enum types provide their values. "
            + "Object and Interface types provide the fields they describe. Abstract types, Union and Interface, provide the Object "
            + "types possible at runtime. List and NonNull types compose other types.",
        Fields =
        [
            IntrospectionTypes.Read<GraphType>("kind", "__TypeKind!", KindOf),
            IntrospectionTypes.Read<GraphType>("name", "String", t => (t as NamedType)?.Name),
            IntrospectionTypes.Read<GraphType>("description", "String", t => (t as NamedType)?.Description),
            IntrospectionTypes.Read<GraphType>("specifiedByURL", "String", t => (t as ScalarType)?.SpecifiedBy),
            Filter<Field>("fields", "[__Field!]", includeDeprecated, t => (t as FieldsType)?.Fields, f => f.DeprecationReason),
            IntrospectionTypes.Read<GraphType>("interfaces", "[__Type!]", t => (t as FieldsType)?.Interfaces),
            IntrospectionTypes.Read<GraphType>("possibleTypes", "[__Type!]", t => (t as IAbstractType)?.PossibleTypes),
            Filter<EnumValue>("enumValues", "[__EnumValue!]", includeDeprecated, t => (t as EnumType)?.Values, v => v.DeprecationReason),
            Filter<InputValue>(
                "inputFields", "[__InputValue!]", includeDeprecated, t => (t as InputType)?.Fields, f => f.DeprecationReason),
            IntrospectionTypes.Read<GraphType>("ofType", "__Type", t => t switch
            {
                ListType list => list.Item,
                NonNullType nonNull => nonNull.Of,
                _ => null,
            }),
        ],
    };

    private static FieldDefinition Filter<T>(
        string name, string type, IReadOnlyList<InputValueDefinition> arguments,
        Func<GraphType, IReadOnlyList<T>?> list, Func<T, string?> deprecationReason) =>
        IntrospectionTypes.Filter(name, type, list, deprecationReason) with { Arguments = arguments };

    private static string KindOf(GraphType type) => type switch
    {
        ScalarType => "SCALAR",
        ObjectType => "OBJECT",
        InterfaceType => "INTERFACE",
        UnionType => "UNION",
        EnumType => "ENUM",
        InputType => "INPUT_OBJECT",
        ListType => "LIST",
        NonNullType => "NON_NULL",
        _ => throw new UnreachableException(),
    };
}
