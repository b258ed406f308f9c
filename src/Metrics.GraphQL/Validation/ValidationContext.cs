using Metrics.GraphQL.Language;
using Metrics.GraphQL.Types;

namespace Metrics.GraphQL.Validation;

/// <summary>A use of a variable, and the type that its place expects.</summary>
internal readonly record struct VariableUsage(VariableNode Node, GraphType? Expected, bool HasDefault);

/// <summary>The state that the rules of one validation share.</summary>
internal sealed class ValidationContext(Schema schema, Document document)
{
    /// <summary>Further errors are of no use to a reader, and a hostile document may have any number.</summary>
    private const int MostErrors = 100;

    private readonly Dictionary<ExecutableNode, List<VariableUsage>> usages = [];
    private readonly Dictionary<ExecutableNode, List<SpreadNode>> spreads = [];
    private readonly Dictionary<OperationNode, IReadOnlyList<FragmentNode>> reachable = [];
    private readonly List<GraphQLError> errors = [];

    public Schema Schema { get; } = schema;

    public Document Document { get; } = document;

    public TypeScope Scope { get; } = new(schema);

    public IReadOnlyList<GraphQLError> Errors => errors;

    public bool IsFull => errors.Count >= MostErrors;

    public void Report(
        Rule rule, string message, ReadOnlySpan<int> offsets, IReadOnlyDictionary<string, object?>? extensions = null)
    {
        if (IsFull)
            return;
        var locations = new TextLocation[offsets.Length];
        for (var i = 0; i < offsets.Length; i++)
            locations[i] = Document.Source.LocationOf(offsets[i]);
        errors.Add(new GraphQLError(ErrorKind.Validation, message) { Rule = rule.Name, Locations = locations, Extensions = extensions });
    }

    public void Use(ExecutableNode by, VariableNode variable) =>
        ListOf(usages, by).Add(new VariableUsage(variable, Scope.Input, Scope.InputHasDefault));

    public void Use(ExecutableNode by, SpreadNode spread) => ListOf(spreads, by).Add(spread);

    public IReadOnlyList<SpreadNode> SpreadsIn(ExecutableNode node) => spreads.TryGetValue(node, out var list) ? list : [];

    /// <summary>All variables that an operation uses, including those in its fragments.</summary>
    public IEnumerable<VariableUsage> UsagesIn(OperationNode operation) => FragmentsOf(operation)
        .Prepend<ExecutableNode>(operation)
        .SelectMany(node => usages.TryGetValue(node, out var list) ? list : []);

    /// <summary>All fragments that an operation reaches.</summary>
    public IReadOnlyList<FragmentNode> FragmentsOf(OperationNode operation)
    {
        if (reachable.TryGetValue(operation, out var known))
            return known;
        List<FragmentNode> found = [];
        var names = new HashSet<string>();
        var open = new Queue<ExecutableNode>([operation]);
        while (open.TryDequeue(out var node))
        {
            foreach (var spread in SpreadsIn(node))
            {
                if (names.Add(spread.Name.Value) && Document.Fragment(spread.Name.Value) is { } fragment)
                {
                    found.Add(fragment);
                    open.Enqueue(fragment);
                }
            }
        }
        return reachable[operation] = found;
    }

    private static List<T> ListOf<T>(Dictionary<ExecutableNode, List<T>> lists, ExecutableNode key)
    {
        if (!lists.TryGetValue(key, out var list))
            lists[key] = list = [];
        return list;
    }
}
