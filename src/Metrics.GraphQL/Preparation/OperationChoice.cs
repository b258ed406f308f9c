using Metrics.GraphQL.Language;

namespace Metrics.GraphQL.Preparation;

/// <summary>Finds the operation to run (specification, GetOperation).</summary>
internal static class OperationChoice
{
    public static OperationNode? Choose(Document document, GraphQLRequest request, out GraphQLError? problem)
    {
        var name = request.OperationName;
        var operation = name is null
            ? document.Operations.Count == 1 ? document.Operations[0] : null
            : document.Operations.FirstOrDefault(o => o.Name?.Value == name);
        problem = operation switch
        {
            null when document.Operations.Count == 0 => Problem("The document has no operation."),
            null when name is null => Problem("The document has several operations: say which to run in operationName."),
            null => Problem(
                $"The document has no operation named "
                + $"\"{name}\".{Suggestions.For(name!, document.Operations.Select(o => o.Name?.Value).OfType<string>())}"),
            { Kind: OperationKind.Subscription } => Problem("Subscriptions cannot be run here."),
            { Kind: OperationKind.Mutation } when request.IsReadOnly => Problem("Mutations need POST.") with { IsMethodNotAllowed = true },
            _ => null,
        };
        return problem is null ? operation : null;
    }

    private static GraphQLError Problem(string message) => new(ErrorKind.Operation, message);
}
