namespace Metrics.GraphQL.Types;

/// <summary>Thrown for definitions that cannot form a schema, with all reasons.</summary>
public sealed class SchemaException(IReadOnlyList<string> problems) : Exception(string.Join(Environment.NewLine, problems))
{
    /// <summary>One sentence for each thing that is wrong.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
