using System.Collections.Concurrent;
using Metrics.GraphQL.Language;
using Metrics.GraphQL.Types;

namespace Metrics.GraphQL.Execution;

/// <summary>The state that one execution of one operation shares.</summary>
internal sealed record ExecutionRun(
    Schema Schema, Document Document, IReadOnlyDictionary<string, object?> Variables, object? State,
    Func<Exception, GraphQLException?> Translate, CancellationToken CancellationToken)
{
    public ErrorLog Errors { get; } = new();

    public ExtensionLog Extensions { get; } = new();

    public ConcurrentDictionary<object, Lazy<object?>> Shared { get; } = new();

    public bool IsCancelled => CancellationToken.IsCancellationRequested;

    /// <summary>Records that a field failed, with a message that is safe for callers.</summary>
    public void Fail(Exception exception, SelectedField field, PathNode place)
    {
        // A caller that cancelled gets no response, so nothing is recorded.
        if (exception is OperationCanceledException && IsCancelled)
            return;
        var known = exception as GraphQLException ?? Translate(exception);
        Errors.Add(place, new GraphQLError(
            known is null ? ErrorKind.Unexpected : ErrorKind.Field, known?.Message ?? "Unexpected error.")
        {
            Locations = known?.Offset is { } offset ? [Document.Source.LocationOf(offset)] : LocationsOf(field),
            Path = place.ToList(),
            Extensions = known?.Extensions,
        });
    }

    public IReadOnlyList<TextLocation> LocationsOf(SelectedField field) =>
        [.. field.Nodes.Select(n => Document.Source.LocationOf(n.Offset))];
}

/// <summary>Collects what resolvers add to the response's <c>extensions</c>.</summary>
internal sealed class ExtensionLog
{
    private readonly Lock gate = new();
    private readonly SortedDictionary<string, object?> single = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, List<(PathNode Place, object? Value)>> lists = new(StringComparer.Ordinal);

    public void Set(string key, object? value)
    {
        lock (gate)
            single[key] = value;
    }

    public void Append(string key, PathNode place, object? value)
    {
        lock (gate)
        {
            if (!lists.TryGetValue(key, out var list))
                lists[key] = list = [];
            list.Add((place, value));
        }
    }

    /// <summary>All entries; lists are in the order of the response.</summary>
    public IReadOnlyDictionary<string, object?> ToDictionary()
    {
        lock (gate)
        {
            var all = new Dictionary<string, object?>(single);
            foreach (var (key, list) in lists)
                all[key] = list.OrderBy(e => e.Place, PathNode.InResponseOrder).Select(e => e.Value).ToList();
            return all;
        }
    }
}

/// <summary>Collects field errors by place, from resolvers that run concurrently.</summary>
internal sealed class ErrorLog
{
    private readonly Lock gate = new();
    private readonly List<(PathNode Place, GraphQLError Error)> entries = [];

    public void Add(PathNode place, GraphQLError error)
    {
        lock (gate)
            entries.Add((place, error));
    }

    /// <summary>
    /// Removes the errors of fields after one that made their parent null: in sequential execution those fields would not have run.
    /// </summary>
    public void ForgetAfter(PathNode? parent, int ordinal)
    {
        lock (gate)
            entries.RemoveAll(entry => IsAfter(entry.Place, parent, ordinal));
    }

    /// <summary>All errors in the order of the response, not of their occurrence.</summary>
    public IReadOnlyList<GraphQLError> ToList()
    {
        lock (gate)
            return [.. entries.OrderBy(e => e.Place, PathNode.InResponseOrder).Select(e => e.Error)];
    }

    private static bool IsAfter(PathNode place, PathNode? parent, int ordinal)
    {
        for (var node = place; node is not null; node = node.Parent)
        {
            if (ReferenceEquals(node.Parent, parent))
                return node.Ordinal > ordinal;
        }
        return false;
    }
}
