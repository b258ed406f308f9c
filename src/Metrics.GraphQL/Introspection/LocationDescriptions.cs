using Metrics.GraphQL.Types.Definitions;

namespace Metrics.GraphQL.Introspection;

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
