using Metrics.Domain;

namespace Metrics.Semantic.Catalogs;

/// <summary>The time along which a measure may not be summed (a balance over days): only rows at one end of each window count.</summary>
/// <param name="Name">The time dimension of the measure's own model.</param>
/// <param name="TakesLast">True to take the last rows of a window (<c>window_choice: max</c>), false for the first.</param>
/// <param name="Groupings">
/// Entities of the model: the first or last rows are found for each of their values. When empty, for all rows of a group together.
/// </param>
public sealed record NonAdditiveDimension(string Name, bool TakesLast, EquatableList<string> Groupings);
