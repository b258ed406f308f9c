using System.Collections.Concurrent;
using Metrics.GraphQL.Types;

namespace Metrics.GraphQL.Execution;

/// <summary>
/// What a resolver can use: its parent, its arguments, the fields selected below and next to it, and its place in the response.
/// </summary>
public sealed class ResolveContext
{
    private readonly ExecutionRun run;
    private readonly PathNode place;
    private readonly SiblingScope siblings;

    internal ResolveContext(
        ExecutionRun run, SelectedField field, ObjectType parentType, object? parent, PathNode place, SiblingScope siblings)
    {
        (this.run, this.place, this.siblings) = (run, place, siblings);
        (Field, Parent, ParentType) = (field, parent, parentType.Name);
        Arguments = field.Arguments;
    }

    /// <summary>The schema of the request.</summary>
    public Schema Schema => run.Schema;

    /// <summary>The value this field belongs to; null at the root.</summary>
    public object? Parent { get; }

    /// <summary>The parent's type.</summary>
    public string ParentType { get; }

    /// <summary>The field being resolved.</summary>
    public SelectedField Field { get; }

    /// <summary>The arguments, with variables and defaults filled in.</summary>
    public IReadOnlyDictionary<string, object?> Arguments { get; }

    /// <summary>The fields selected below this one, when its type is an object type or a list of one.</summary>
    public IReadOnlyList<SelectedField> Selection => Field.Selection;

    /// <summary>All fields that are resolved on the same parent, including this one, in order.</summary>
    public IReadOnlyList<SelectedField> Siblings => siblings.Fields;

    /// <summary>The place of this field's value in the response.</summary>
    public IReadOnlyList<object> Path => place.ToList();

    /// <summary>The state that the host passed along with the request.</summary>
    public T State<T>() => (T)run.State!;

    /// <summary>An argument's value, or the type's default when it was not given.</summary>
    public T? Argument<T>(string name) => Arguments.TryGetValue(name, out var value) && value is not null ? (T)value : default;

    /// <summary>Creates a value once for all fields of the same parent, so that sibling fields can share one query.</summary>
    public T OnceForSiblings<T>(object key, Func<T> make) => Once(siblings.Shared, key, make);

    /// <summary>Creates a value once for the whole request.</summary>
    public T OnceForRequest<T>(object key, Func<T> make) => Once(run.Shared, key, make);

    /// <summary>Records an error at this field, or at a field selected below it, without failing the field.</summary>
    public void ReportError(string message, IReadOnlyDictionary<string, object?>? extensions = null, SelectedField? at = null)
    {
        var there = at is null ? place : new PathNode(place, at.ResponseKey, Math.Max(0, IndexOf(at)));
        run.Errors.Add(there, new GraphQLError(ErrorKind.Field, message)
        {
            Locations = run.LocationsOf(at ?? Field), Path = there.ToList(), Extensions = extensions,
        });
    }

    /// <summary>Sets an entry of the response's <c>extensions</c>.</summary>
    public void SetExtension(string key, object? value) => run.Extensions.Set(key, value);

    /// <summary>Adds an entry to a list in the response's <c>extensions</c>; entries are in the order of their fields.</summary>
    public void AppendExtension(string key, object? value) => run.Extensions.Append(key, place, value);

    private static T Once<T>(ConcurrentDictionary<object, Lazy<object?>> shared, object key, Func<T> make) =>
        (T)shared.GetOrAdd(key, static (_, make) => new Lazy<object?>(() => make()), make).Value!;

    private int IndexOf(SelectedField below)
    {
        var index = 0;
        foreach (var field in Field.Selection)
        {
            if (ReferenceEquals(field, below))
                return index;
            index++;
        }
        return -1;
    }
}
