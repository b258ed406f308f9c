using System.Text.Json;

namespace Metrics.GraphQL;

/// <summary>
/// A field's value that writes itself as JSON. The engine does not check it: its resolver is responsible for the selection and the types.
/// </summary>
/// <remarks>
/// For lists with many rows, where an object for each cell would cost more than the rows. <see cref="Execution.ResolveContext.Selection"/>
/// says what to write.
/// </remarks>
public abstract class FinishedValue
{
    /// <summary>Writes exactly one JSON value.</summary>
    public abstract void WriteTo(Utf8JsonWriter json);
}
