using Metrics.Domain.Results;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Api.Doors.GraphQL.Data;

/// <summary>A metric or dimension as a field of <c>DataRow</c>.</summary>
/// <param name="Field">Its name in GraphQL: <c>storeCountry</c>.</param>
/// <param name="Name">Its name in the catalog: <c>store__country</c>.</param>
/// <param name="Role">Metric, dimension, entity or time.</param>
/// <param name="Type">The type of its values.</param>
/// <param name="Description">A description for people.</param>
internal sealed record DataField(string Field, string Name, ColumnRole Role, ValueType Type, string? Description)
{
    /// <summary>Why it should no longer be used; null when it is not deprecated.</summary>
    public string? Deprecated { get; init; }

    public bool IsMetric => Role == ColumnRole.Metric;
}
