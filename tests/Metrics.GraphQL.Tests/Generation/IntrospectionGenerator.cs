using Metrics.GraphQL.Types;

namespace Metrics.GraphQL.Tests.Generation;

internal static class IntrospectionGenerator
{
    private static readonly string[] TypeFields =
    [
        "kind", "name", "description", "specifiedByURL", "interfaces { name }", "possibleTypes { name }", "ofType { name kind }",
        "fields { name type { kind name ofType { kind name } } }",
        "fields(includeDeprecated: true) { name args { name defaultValue } deprecationReason }",
        "enumValues(includeDeprecated: true) { name isDeprecated deprecationReason description }", "enumValues { name }",
        "inputFields { name defaultValue }", "inputFields(includeDeprecated: true) { name isDeprecated }", "__typename",
    ];

    private static readonly string[] SchemaFields =
    [
        "description", "queryType { name }", "mutationType { name }", "subscriptionType { kind }", "types { name kind }",
        "directives { name locations isRepeatable args { name type { name } defaultValue } }",
    ];

    public static string Field(Schema schema, Random random)
    {
        if (random.Next(2) == 0)
            return $"s{random.Next(1000)}: __schema {{ {Some(SchemaFields, random)} }}";
        var name = random.Next(8) == 0 ? "Nothing" : schema.Types[random.Next(schema.Types.Count)].Name;
        return $"t{random.Next(1000)}: __type(name: \"{name}\") {{ {Some(TypeFields, random)} }}";
    }

    // Two mentions of one field with other arguments would conflict.
    private static string Some(string[] fields, Random random) => string.Join(' ', fields
        .OrderBy(_ => random.Next()).DistinctBy(f => f.Split('(', ' ')[0]).Take(random.Next(1, 5)));
}
