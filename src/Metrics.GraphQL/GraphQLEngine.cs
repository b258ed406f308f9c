using Metrics.GraphQL.Execution;
using Metrics.GraphQL.Language;
using Metrics.GraphQL.Preparation;
using Metrics.GraphQL.Types;

namespace Metrics.GraphQL;

/// <summary>Answers GraphQL requests. Use one for the whole process, since it caches checked documents.</summary>
public sealed class GraphQLEngine(EngineOptions options)
{
    private readonly DocumentCache cache = new(options);

    /// <summary>The limits of this engine.</summary>
    public EngineOptions Options { get; } = options;

    /// <summary>Parses, checks and runs a request. Throws only when cancelled.</summary>
    /// <param name="schema">The schema to answer by.</param>
    /// <param name="request">The request.</param>
    /// <param name="state">Passed to resolvers as <see cref="ResolveContext.State{T}"/>.</param>
    /// <param name="ct">Cancels the resolvers.</param>
    public async ValueTask<GraphQLResponse> ExecuteAsync(Schema schema, GraphQLRequest request, object? state, CancellationToken ct)
    {
        var prepared = cache.GetOrPrepare(schema, request.Query);
        if (prepared.Errors.Count > 0)
            return Refuse(prepared.Errors);

        var document = prepared.Document!;
        var operation = OperationChoice.Choose(document, request, out var problem);
        if (operation is null)
            return Refuse([problem!]);
        if (prepared.IntrospectionAt is { } offset && !Options.IsIntrospectionAllowed)
            return Refuse(
                [new(ErrorKind.Validation, "Introspection is switched off here.") { Locations = [document.Source.LocationOf(offset)] }]);

        var coercion = new VariableCoercion(schema, document);
        var variables = coercion.Coerce(operation, request.Variables);
        if (coercion.Errors.Count > 0)
            return Refuse(coercion.Errors);

        var run = new ExecutionRun(schema, document, variables, state, Options.Translate, ct);
        try
        {
            return GraphQLResponse.Executed(run, await new Executor(run).Operation(operation, null), Options);
        }
        catch (GraphQLException e)
        {
            // Only the root selection can still throw here: for a directive whose condition is null.
            var error =
                new GraphQLError(ErrorKind.Field, e.Message) { Locations = [document.Source.LocationOf(e.Offset ?? operation.Offset)] };
            return GraphQLResponse.Executed([error], Options);
        }
    }

    /// <summary>A refusal as a response, for requests that fail before they reach the engine.</summary>
    public GraphQLResponse Refuse(IReadOnlyList<GraphQLError> errors) => GraphQLResponse.Refused(errors, Options);
}
