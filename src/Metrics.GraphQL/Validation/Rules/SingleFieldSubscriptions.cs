using Metrics.GraphQL.Language;

namespace Metrics.GraphQL.Validation.Rules;

/// <summary>A subscription has exactly one root field, which is not an introspection field.</summary>
internal sealed class SingleFieldSubscriptions : Rule
{
    public override void Enter(OperationNode operation)
    {
        if (operation.Kind != OperationKind.Subscription || Context.Schema.Roots.Subscription is not { } root)
            return;
        var label = operation.Name is null ? "Anonymous Subscription" : $"Subscription \"{operation.Name.Value}\"";
        var fields = SubscriptionFields.Collect(Context, root, operation.Selections);
        var keys = fields.GroupBy(f => f.ResponseKey).ToList();
        if (keys.Count > 1)
            Report($"{label} must select only one top level field.", [.. keys.Skip(1).SelectMany(k => k).Select(f => f.Offset)]);
        foreach (var key in keys.Where(k => k.First().Name.Value.StartsWith("__", StringComparison.Ordinal)))
            Report($"{label} must not select an introspection top level field.", [.. key.Select(f => f.Offset)]);
    }
}
