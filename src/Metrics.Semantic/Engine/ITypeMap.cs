using Metrics.Domain.Results;

namespace Metrics.Semantic.Engine;

/// <summary>An engine's words for types, and what they are.</summary>
public interface ITypeMap
{
    /// <summary>Whose words they are, for people: it is named where it refuses an author's SQL.</summary>
    string Engine { get; }

    /// <summary>What a type is that the engine prints, as it stands with a stored table; unknown for none at all.</summary>
    DataType Read(string stored);

    /// <summary>The engine's word for a type.</summary>
    string Write(DataType type);
}

/// <summary>The types of definitions that are not bound to any table: nothing is known of them.</summary>
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
