using Metrics.Semantic.Catalogs.Written;

namespace Metrics.Semantic.Binding;

/// <summary>The type that a table's store gives to an expression of a semantic model.</summary>
/// <param name="Model">The semantic model.</param>
/// <param name="Name">What it is the type of: <c>dimension.country</c>, <c>entity.store</c>, <c>measure.amount</c>.</param>
/// <param name="SqlType">The type as the store prints it: <c>numeric(12,2)</c>.</param>
public sealed record BoundType(string Model, string Name, string SqlType)
{
    /// <summary>True for an entry about a file's newer text that is not in force. That text itself is not published.</summary>
    public bool IsOfNewerText => StoredClosings.IsOne(this) || StoredErrors.IsOne(this);

    internal static string NameOf(DefinitionKey member) => $"{member.Kind.ToString().ToLowerInvariant()}.{member.Name}";
}
