using Metrics.GraphQL.Language;

namespace Metrics.GraphQL.Validation.Rules;

/// <summary>No two operations have the same name.</summary>
internal sealed class UniqueOperationNames : Rule
{
    public override void EnterDocument()
    {
        foreach (var same in Document.Operations.Where(o => o.Name is not null).GroupBy(o => o.Name!.Value).Where(g => g.Count() > 1))
            Report($"There can be only one operation named \"{same.Key}\".", [.. same.Select(o => o.Name!.Offset)]);
    }
}
