namespace Metrics.GraphQL.Execution;

/// <summary>A finished object: its fields and, in the same order, their values.</summary>
internal sealed record ObjectResult(IReadOnlyList<SelectedField> Fields, object?[] Values);

/// <summary>A finished list.</summary>
internal sealed record ListResult(object?[] Items);

/// <summary>
/// Takes the place of a missing non-null value, whose error is already recorded. The surrounding value becomes null instead.
/// </summary>
internal sealed class Nulled
{
    public static Nulled Value { get; } = new();

    public static int FirstIn(object?[] values) => Array.FindIndex(values, v => ReferenceEquals(v, Value));
}
