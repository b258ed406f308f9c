using System.Collections.Concurrent;

namespace Metrics.GraphQL.Execution;

/// <summary>The fields answered on one parent value, and what their resolvers share.</summary>
internal sealed class SiblingScope(IReadOnlyList<SelectedField> fields)
{
    private ConcurrentDictionary<object, Lazy<object?>>? shared;

    public IReadOnlyList<SelectedField> Fields { get; } = fields;

    /// <summary>Made when somebody shares something: most parents are rows, whose fields do not.</summary>
    public ConcurrentDictionary<object, Lazy<object?>> Shared => LazyInitializer.EnsureInitialized(ref shared, () => new());
}
