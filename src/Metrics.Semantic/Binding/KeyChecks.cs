using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Engine;

namespace Metrics.Semantic.Binding;

/// <summary>What the data say about an entity that is declared primary or unique.</summary>
internal enum KeyState
{
    /// <summary>One row for each key.</summary>
    Unique,

    /// <summary>One row for each key in every partition.</summary>
    PerPartition,

    /// <summary>Several rows for one key.</summary>
    Repeats,
}

/// <summary>Checks in tables that no refresh tests whether declared keys are keys.</summary>
internal static class KeyChecks
{
    /// <summary>States by model and entity. One that cannot be checked (a wrong expression) is reported elsewhere and left out.</summary>
    public static async Task<Dictionary<(string Model, string Entity), KeyState>> RunAsync(
        IDescriber describe, IEnumerable<SemanticModel> models, IReadOnlyDictionary<string, BindableTable> external, CancellationToken ct)
    {
        var states = new Dictionary<(string, string), KeyState>();
        foreach (var model in models.Where(m => external.ContainsKey(m.Table)))
        {
            var partitions = model.Dimensions.Where(d => d.IsPartition).Select(d => d.Expr).ToList();
            foreach (var entity in model.Entities.Where(e => e.Kind is EntityKind.Primary or EntityKind.Unique))
            {
                var table = external[model.Table].Source;
                if (await describe.RepeatsAsync(table, [entity.Expr], ct) is not { } repeats)
                    continue;
                var state = !repeats ? KeyState.Unique
                    : partitions.Count > 0 && await describe.RepeatsAsync(table, [entity.Expr, .. partitions], ct) is false
                        ? KeyState.PerPartition
                    : KeyState.Repeats;
                states[(model.Name, entity.Name)] = state;
            }
        }

        return states;
    }
}
