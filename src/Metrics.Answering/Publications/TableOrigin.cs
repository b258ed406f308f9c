using Metrics.Domain;

namespace Metrics.Answering.Publications;

/// <summary>What a published table is made from.</summary>
/// <param name="Model">The table.</param>
/// <param name="Inputs">The tables that it reads directly.</param>
/// <param name="Source">For a loaded table, the source it comes from: <c>storefront.transactions</c>.</param>
/// <param name="Connector">For a loaded table, the connector that read it.</param>
public sealed record TableOrigin(string Model, EquatableList<string> Inputs, string? Source, string? Connector);
