using Metrics.Domain;
using Metrics.Domain.Access;
using Metrics.Domain.Diagnostics;

namespace Metrics.Semantic.Policies;

/// <summary>Which rows and columns of a model whoever asks may see: <c>{unless: {role: admin}, rows: "{{ Dimension('store__country') }} in {{ principal.countries }}", mask: [store__name]}</c>.</summary>
public sealed record Policy
{
    /// <summary>Principals with one of these roles are not held to it.</summary>
    public EquatableList<string> UnlessRoles { get; init; }

    /// <summary>The rows that may be seen; null for all.</summary>
    public PolicyRows? Rows { get; init; }

    /// <summary>Dimensions whose values are null.</summary>
    public EquatableList<string> Mask { get; init; }

    /// <summary>Dimensions and metrics that are as if they were not there.</summary>
    public EquatableList<string> Hide { get; init; }

    /// <summary>Where it is defined.</summary>
    public required SourceLocation Location { get; init; }

    /// <summary>True when a principal is held to it.</summary>
    public bool Holds(Principal principal) => !UnlessRoles.Any(principal.Roles.Contains);
}
