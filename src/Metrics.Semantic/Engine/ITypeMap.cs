using Metrics.Domain.Results;

namespace Metrics.Semantic.Engine;

/// <summary>An engine's names of types, and the data types that they mean.</summary>
public interface ITypeMap
{
    /// <summary>The engine's name for people, used in the message when it refuses an author's SQL.</summary>
    string Engine { get; }

    /// <summary>
    /// The data type behind a name as the engine prints it and stored tables record it; unknown when the name means none.
    /// </summary>
    DataType Read(string stored);

    /// <summary>The engine's name of a data type.</summary>
    string Write(DataType type);
}

/// <summary>The types of definitions that are bound to no table: all are unknown.</summary>
public sealed class UnboundTypes : ITypeMap
{
    private UnboundTypes()
    {
    }

    /// <summary>The only one.</summary>
    public static UnboundTypes Map { get; } = new();

    /// <inheritdoc/>
    public string Engine => "the warehouse";

    /// <inheritdoc/>
    public DataType Read(string stored) => DataType.Unknown;

    /// <inheritdoc/>
    public string Write(DataType type) => throw new InvalidOperationException("what is bound to no table has no word for a type");
}
