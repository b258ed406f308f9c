using Metrics.Domain;
using Metrics.Domain.Refreshing;

namespace Metrics.Refresh.State;

/// <summary>What a version was made from; a row of <c>ops.version_origin</c>.</summary>
/// <param name="Inputs">The versions it reads itself.</param>
/// <param name="Source">For a loaded table, the source it comes from: <c>storefront.transactions</c>.</param>
/// <param name="Connector">For a loaded table, the connector that read it.</param>
internal sealed record VersionOrigin(EquatableList<Ancestor> Inputs, string? Source = null, string? Connector = null);
