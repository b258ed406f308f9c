using Metrics.Domain;
using Metrics.Domain.Results;
using Metrics.Semantic.Resolved;

namespace Metrics.Semantic.Resolution;

/// <summary>A column that can be named from a fact.</summary>
/// <param name="Links">The entities its name begins with.</param>
/// <param name="Element">The name's last part.</param>
/// <param name="Path">The joins that lead to it.</param>
/// <param name="Model">The model it is in.</param>
/// <param name="Role">Dimension, time or entity.</param>
/// <param name="IsAlias">
/// True for another name of something that has a shorter one: <c>booking__listing</c> for the booking's own <c>listing</c>.
/// </param>
internal sealed record Reachable(
    EquatableList<string> Links, string Element, EquatableList<JoinStep> Path, string Model, ColumnRole Role, bool IsAlias)
{
    public string Name { get; } = string.Concat(Links.Select(l => l + "__")) + Element;

    public bool EndsWith(EquatableList<string> links)
    {
        if (links.Count > Links.Count)
            return false;
        for (var i = 1; i <= links.Count; i++)
        {
            if (links[^i] != Links[^i])
                return false;
        }

        return true;
    }
}
