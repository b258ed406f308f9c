using Metrics.GraphQL.Language;
using Metrics.GraphQL.Types;

namespace Metrics.GraphQL.Validation;

/// <summary>Checks a document against a schema with every rule.</summary>
internal static class Validator
{
    public static IReadOnlyList<GraphQLError> Check(Schema schema, Document document)
    {
        var context = new ValidationContext(schema, document);
        new DocumentWalk(context, [.. RuleList.Create().Select(rule => rule.In(context))]).Run();
        return context.Errors;
    }
}
