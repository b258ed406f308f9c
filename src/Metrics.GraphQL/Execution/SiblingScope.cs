using System.Collections.Concurrent;

namespace Metrics.GraphQL.Execution;

/// <summary>The fields that are resolved on one parent value, and what their resolvers share.</summary>
internal sealed class SiblingScope(IReadOnlyList<SelectedField> fields)
{
    private ConcurrentDictionary<object, Lazy<object?>>? shared;

    public IReadOnlyList<SelectedField> Fields { get; } = fields;

    /// <summary>Created on first use: most parents are rows, whose fields share nothing.</summary>
    public ConcurrentDictionary<object, Lazy<object?>> Shared => LazyInitializer.EnsureInitialized(ref shared, () => new());
}
