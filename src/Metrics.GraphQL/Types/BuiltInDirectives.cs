using Metrics.GraphQL.Language;
using Metrics.GraphQL.Types.Definitions;

namespace Metrics.GraphQL.Types;

/// <summary>The directives that every schema has (specification, section 3.13).</summary>
internal static class BuiltInDirectives
{
    public const string DefaultReason = "No longer supported";

    public static IReadOnlyList<DirectiveDefinition> All { get; } =
    [
        new("include")
        {
            Description = "Directs the executor to include this field or fragment only when the `if` argument is true.",
            Locations = [DirectiveLocation.Field, DirectiveLocation.FragmentSpread, DirectiveLocation.InlineFragment],
            Arguments = [new("if", "Boolean!") { Description = "Included when true." }],
        },
        new("skip")
        {
            Description = "Directs the executor to skip this field or fragment when the `if` argument is true.",
            Locations = [DirectiveLocation.Field, DirectiveLocation.FragmentSpread, DirectiveLocation.InlineFragment],
            Arguments = [new("if", "Boolean!") { Description = "Skipped when true." }],
        },
        new("deprecated")
        {
            Description = "Marks an element of a GraphQL schema as no longer supported.",
            Locations =
            [
                DirectiveLocation.FieldDefinition, DirectiveLocation.ArgumentDefinition,
                DirectiveLocation.InputFieldDefinition, DirectiveLocation.EnumValue,
            ],
            Arguments =
            [
                new("reason", "String")
                {
                    Description =
                        "Explains why this element was deprecated, usually also including a suggestion for how to access supported "
                        + "similar data. Formatted using the Markdown syntax, as specified by [CommonMark](https://commonmark.org/).",
                    Default = new StringNode(DefaultReason, isBlock: false, 0),
                },
            ],
        },
        new("specifiedBy")
        {
            Description = "Exposes a URL that specifies the behavior of this scalar.",
            Locations = [DirectiveLocation.Scalar],
            Arguments = [new("url", "String!") { Description = "The URL that specifies the behavior of this scalar." }],
        },
    ];

    public static bool Contains(string name) => All.Any(d => d.Name == name);

    /// <summary>The text argument of an applied directive; null when the directive is not applied.</summary>
    public static string? Read(IReadOnlyList<DirectiveNode> applied, string directive, string argument, string? otherwise = null)
    {
        var node = applied.FirstOrDefault(d => d.Name == directive);
        return node is null ? null : node.Arguments.FirstOrDefault(a => a.Name.Value == argument)?.Value is StringNode text
            ? text.Value : otherwise;
    }
}
