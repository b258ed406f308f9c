using System.Collections.Frozen;
using System.Text.Json;

namespace Metrics.GraphQL.Types.Definitions;

/// <summary>The places at which directives may occur.</summary>
public enum DirectiveLocation
{
    /// <summary>On a query.</summary>
    Query,

    /// <summary>On a mutation.</summary>
    Mutation,

    /// <summary>On a subscription.</summary>
    Subscription,

    /// <summary>On a field of a selection.</summary>
    Field,

    /// <summary>On a fragment's definition.</summary>
    FragmentDefinition,

    /// <summary>On a spread of a named fragment.</summary>
    FragmentSpread,

    /// <summary>On an inline fragment.</summary>
    InlineFragment,

    /// <summary>On a variable's definition.</summary>
    VariableDefinition,

    /// <summary>On a schema.</summary>
    Schema,

    /// <summary>On a scalar.</summary>
    Scalar,

    /// <summary>On an object type.</summary>
    Object,

    /// <summary>On a field's definition.</summary>
    FieldDefinition,

    /// <summary>On an argument's definition.</summary>
    ArgumentDefinition,

    /// <summary>On an interface.</summary>
    Interface,

    /// <summary>On a union.</summary>
    Union,

    /// <summary>On an enum.</summary>
    Enum,

    /// <summary>On a value of an enum.</summary>
    EnumValue,

    /// <summary>On an input object type.</summary>
    InputObject,

    /// <summary>On a field of an input object type.</summary>
    InputFieldDefinition,
}

/// <summary>The names of the locations in the language, such as <c>FRAGMENT_SPREAD</c>.</summary>
internal static class DirectiveLocations
{
    private static readonly FrozenDictionary<DirectiveLocation, string> Names = Enum.GetValues<DirectiveLocation>()
        .ToFrozenDictionary(location => location, location => JsonNamingPolicy.SnakeCaseUpper.ConvertName(location.ToString()));

    private static readonly FrozenDictionary<string, DirectiveLocation> ByName = Names.ToFrozenDictionary(x => x.Value, x => x.Key);

    public static string NameOf(DirectiveLocation location) => Names[location];

    public static DirectiveLocation? Parse(string name) => ByName.TryGetValue(name, out var location) ? location : null;
}
