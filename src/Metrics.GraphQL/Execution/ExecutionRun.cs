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
