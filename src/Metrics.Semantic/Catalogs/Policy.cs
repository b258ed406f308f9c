using Metrics.Domain;
using Metrics.Domain.Access;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Expressions;

namespace Metrics.Semantic.Catalogs;

/// <summary>
/// Which rows and columns of a model's table a caller may see:
/// <c>{unless: {role: admin}, rows: "{{ Dimension('store__country') }} in {{ principal.countries }}", mask: [store__name]}</c>.
/// </summary>
public sealed record Policy
{
    /// <summary>Principals with one of these roles are exempt from it.</summary>
    public EquatableList<string> UnlessRoles { get; init; }

    /// <summary>The rows that may be seen; null for all.</summary>
    public PolicyRows? Rows { get; init; }

    /// <summary>Where the condition on rows is written.</summary>
    public SourceLocation RowsAt { get; init; }

    /// <summary>Dimensions and entities whose values are null.</summary>
    public EquatableList<PolicyName> Mask { get; init; }

    /// <summary>Dimensions, entities, measures and metrics that do not exist for the caller.</summary>
    public EquatableList<PolicyName> Hide { get; init; }

    /// <summary>
    /// Dimensions whose values are no secret, even those of hidden rows, so that simple conditions on them may be evaluated first.
    /// </summary>
    public EquatableList<PolicyName> Public { get; init; }

    /// <summary>Where it is defined.</summary>
    public required SourceLocation Location { get; init; }

    /// <summary>True when it applies to a principal.</summary>
    public bool Holds(Principal principal) => !UnlessRoles.Any(principal.Roles.Contains);

    /// <summary>What it restricts and for whom, without its place.</summary>
    public override string ToString() =>
        $"unless {List(UnlessRoles)}; rows {(Rows is null ? "all" : FilterText.Print(Rows.Condition))}; mask {List(Mask)}; hide "
        + $"{List(Hide)}; public {List(Public)}";

    private static string List<T>(EquatableList<T> items) => $"[{string.Join(", ", items)}]";
}

/// <summary>A name in a policy and its place.</summary>
/// <param name="Text">The name.</param>
/// <param name="At">The place.</param>
public sealed record PolicyName(string Text, SourceLocation At)
{
    /// <inheritdoc/>
    public override string ToString() => Text;
}
