using System.Text.Json;

namespace Metrics.GraphQL;

/// <summary>
/// A field's value that writes itself: what its resolver answers for, selection and types included, is neither taken apart nor checked.
/// </summary>
/// <remarks>
/// For lists of many rows, where a value a cell would cost more than the rows. <see cref="Execution.ResolveContext.Selection"/> says what
/// to write.
/// </remarks>
public abstract class FinishedValue
{
    /// <summary>Writes exactly one JSON value.</summary>
    public abstract void WriteTo(Utf8JsonWriter json);
}
