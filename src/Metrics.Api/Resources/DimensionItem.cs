using Metrics.Domain.Results;
using Metrics.Domain.Time;
using Metrics.Semantic.Resolution;

namespace Metrics.Api.Resources;

/// <summary>A dimension, entity or time by the name to group by.</summary>
/// <param name="Name">The name.</param>
/// <param name="Role">dimension, entity or time.</param>
/// <param name="Type">The type of its values.</param>
/// <param name="Model">The semantic model it is in.</param>
/// <param name="Label">For people.</param>
/// <param name="Description">For people.</param>
/// <param name="Grain">For times the finest grain, which can be put behind the name: metric_time__month; null for others.</param>
internal sealed record DimensionItem(string Name, string Role, string Type, string Model, string? Label, string? Description, string? Grain)
{
    public static DimensionItem Of(DimensionEntry entry) =>
        new(entry.Name, entry.Role.Word(), entry.Type.Word(), entry.Model, entry.Label, entry.Description, entry.Grain?.Word());
}
