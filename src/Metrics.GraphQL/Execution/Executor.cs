using System.Collections;
using Metrics.GraphQL.Language;
using Metrics.GraphQL.Types;

namespace Metrics.GraphQL.Execution;

/// <summary>
/// Runs an operation (specification, section 6). Values that are already there are not awaited, so plain fields allocate no task.
/// </summary>
internal sealed class Executor(ExecutionRun run)
{
    /// <summary>The operation's data, or null when an error reached the root.</summary>
    public async ValueTask<ObjectResult?> Operation(OperationNode operation, object? root)
    {
        var type = run.Schema.Roots.For(operation.Kind)!;
        var fields = SelectionCollector.Collect(run, type, [operation.Selections]);
        var result = operation.Kind == OperationKind.Mutation
            ? await SeriallyAsync(type, root, fields)
            : await Fields(type, root, null, fields);
        run.CancellationToken.ThrowIfCancellationRequested();
        return result as ObjectResult;
    }

    private async ValueTask<object?> SeriallyAsync(ObjectType type, object? parent, IReadOnlyList<SelectedField> fields)
    {
        var values = new object?[fields.Count];
        var siblings = new SiblingScope(fields);
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = await Field(type, parent, new ResponsePlace(null, fields[i].ResponseKey, i), fields[i], siblings);
            if (values[i] is Nulled)
                return Nulled.Value;
        }
        return new ObjectResult(fields, values);
    }

    /// <summary>Starts all fields of a value concurrently; stops at the first that makes the value null.</summary>
    private ValueTask<object?> Fields(ObjectType type, object? parent, PathNode? path, IReadOnlyList<SelectedField> fields)
    {
        var values = new object?[fields.Count];
        var siblings = new SiblingScope(fields);
        Pending? pending = null;
        for (var i = 0; i < values.Length; i++)
        {
            var task = Field(type, parent, new ResponsePlace(path, fields[i].ResponseKey, i), fields[i], siblings);
            if (!Take(task, values, i, ref pending))
                break;
        }
        return pending is not null ? FinishFieldsAsync(path, fields, values, pending)
            : Nulled.FirstIn(values) >= 0 ? new(Nulled.Value)
            : new(new ObjectResult(fields, values));
    }

    private async ValueTask<object?> FinishFieldsAsync(
        PathNode? path, IReadOnlyList<SelectedField> fields, object?[] values, Pending pending) =>
        await FinishAsync(path, values, pending) ? new ObjectResult(fields, values) : Nulled.Value;

    private ValueTask<object?> Field(ObjectType type, object? parent, ResponsePlace place, SelectedField field, SiblingScope siblings)
    {
        var definition = field.Definition;
        if (run.IsCancelled)
            return new(Nulled.Value);
        PathNode? node = null;
        try
        {
            if (definition.Read is { } read)
                return Complete(definition.Type, read(parent!), field, place);
            if (definition.Resolve is not { } resolve)
                return Complete(
                    definition.Type, (parent as IReadOnlyDictionary<string, object?>)?.GetValueOrDefault(definition.Name), field, place);

            node = place.ToNode();
            var task = resolve(new ResolveContext(run, field, type, parent, node, siblings), run.CancellationToken);
            return task.IsCompletedSuccessfully
                ? Complete(definition.Type, task.Result, field, place, node)
                : FinishFieldAsync(task, field, place, node);
        }
        catch (Exception e)
        {
            return new(Fail(e, definition.Type, field, node ?? place.ToNode()));
        }
    }

    private async ValueTask<object?> FinishFieldAsync(ValueTask<object?> task, SelectedField field, ResponsePlace place, PathNode node)
    {
        try
        {
            return await Complete(field.Definition.Type, await task, field, place, node);
        }
        catch (Exception e)
        {
            return Fail(e, field.Definition.Type, field, node);
        }
    }

    /// <summary>Converts a resolver's value to the field's type. Never throws: errors are recorded at their place.</summary>
    private ValueTask<object?> Complete(GraphType type, object? value, SelectedField field, ResponsePlace place, PathNode? node = null)
    {
        try
        {
            if (value is null)
            {
                return type is NonNullType
                    ? throw new GraphQLException($"Cannot return null for non-nullable field {field.Definition.Parent}.{field.Name}.")
                    : default;
            }
            if (value is FinishedValue)
                return new(value);
            var inside = type.Nullable switch
            {
                LeafType leaf => new(
                    leaf.Serialize(value) ?? throw new GraphQLException($"{leaf} has no representation for the value of {field.Name}.")),
                ListType list => Items(list.Item, value, field, node ?? place.ToNode()),
                var composite => Object((ICompositeType)composite, value, field, node ?? place.ToNode()),
            };
            return inside.IsCompletedSuccessfully ? new(Settle(type, inside.Result)) : SettleAsync(type, inside);
        }
        catch (Exception e)
        {
            return new(Fail(e, type, field, node ?? place.ToNode()));
        }
    }

    /// <summary>A missing non-null value inside makes this value null; if this one is non-null too, the value around it.</summary>
    private static object? Settle(GraphType type, object? inside) => inside is Nulled && type is not NonNullType ? null : inside;

    private static async ValueTask<object?> SettleAsync(GraphType type, ValueTask<object?> inside) => Settle(type, await inside);

    private ValueTask<object?> Items(GraphType type, object value, SelectedField field, PathNode path)
    {
        if (value is string or IReadOnlyDictionary<string, object?> || value is not IEnumerable items)
            throw new GraphQLException($"Expected Iterable, but did not find one for field \"{field.Definition.Parent}.{field.Name}\".");
        // An array of reference types can be read in place; anything else is copied.
        var all = value as IReadOnlyList<object?> ?? [.. items.Cast<object?>()];
        var values = new object?[all.Count];
        Pending? pending = null;
        for (var i = 0; i < values.Length; i++)
        {
            if (!Take(Complete(type, all[i], field, new ResponsePlace(path, null, i)), values, i, ref pending))
                break;
        }
        return pending is not null ? FinishItemsAsync(path, values, pending)
            : Nulled.FirstIn(values) >= 0 ? new(Nulled.Value)
            : new(new ListResult(values));
    }

    private async ValueTask<object?> FinishItemsAsync(PathNode path, object?[] values, Pending pending) =>
        await FinishAsync(path, values, pending) ? new ListResult(values) : Nulled.Value;

    private ValueTask<object?> Object(ICompositeType composite, object value, SelectedField field, PathNode path)
    {
        var type = composite as ObjectType ?? RuntimeType((IAbstractType)composite, value);
        return Fields(type, value, path, field.SelectionOn(type));
    }

    private ObjectType RuntimeType(IAbstractType type, object value)
    {
        var name = type.TypeOf is { } typeOf
            ? typeOf(value)
            : (value as IReadOnlyDictionary<string, object?>)?.GetValueOrDefault("__typename") as string;
        return name is not null && run.Schema.FindType(name) is ObjectType found && type.PossibleTypes.Contains(found)
            ? found
            : throw new GraphQLException($"\"{name}\" is not a possible type for \"{type.Name}\".");
    }

    private object? Fail(Exception exception, GraphType type, SelectedField field, PathNode place)
    {
        run.Fail(exception, field, place);
        return type is NonNullType ? Nulled.Value : null;
    }

    /// <summary>Stores a value that is there, or adds it to the pending ones. False once the surrounding value can only be null.</summary>
    private static bool Take(ValueTask<object?> task, object?[] values, int index, ref Pending? pending)
    {
        if (!task.IsCompletedSuccessfully)
        {
            (pending ??= []).Add((index, task));
            return true;
        }
        values[index] = task.Result;
        return values[index] is not Nulled;
    }

    /// <summary>Waits for the pending values. False if a missing value makes the surrounding value null.</summary>
    private async ValueTask<bool> FinishAsync(PathNode? path, object?[] values, Pending pending)
    {
        foreach (var (index, task) in pending)
            values[index] = await task;
        var nulled = Nulled.FirstIn(values);
        if (nulled >= 0)
            run.Errors.ForgetAfter(path, nulled);
        return nulled < 0;
    }

    /// <summary>Values that are still being computed, by index.</summary>
    private sealed class Pending : List<(int Index, ValueTask<object?> Task)>;
}
