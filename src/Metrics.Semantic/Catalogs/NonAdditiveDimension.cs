using Metrics.Domain;

namespace Metrics.Semantic.Catalogs;

/// <summary>Along which time a measure may not be summed (a balance along days): only rows at one end of each window count.</summary>
/// <param name="Name">The time dimension of the measure's own model.</param>
/// <param name="TakesLast">True to take the last rows of a window (<c>window_choice: max</c>), false for the first.</param>
/// <param name="Groupings">
/// Entities of the model that each have a first or last of their own; none for one over all rows of a group.
/// </param>
public sealed record NonAdditiveDimension(string Name, bool TakesLast, EquatableList<string> Groupings);
