using Metrics.GraphQL.Language;

namespace Metrics.GraphQL.Validation.Rules;

/// <summary>No field of an input object is given twice.</summary>
internal sealed class UniqueInputFieldNames : Rule
{
    public override void Enter(ValueNode value)
    {
        if (value is not ObjectNode { Fields.Count: > 1 } fields)
            return;
        foreach (var same in fields.Fields.GroupBy(f => f.Name).Where(g => g.Count() > 1))
            Report($"There can be only one input field named \"{same.Key}\".", [.. same.Select(f => f.Offset)]);
    }
}
