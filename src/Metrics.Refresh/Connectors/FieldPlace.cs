using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Connectors;

/// <summary>A declared column that is stored, and the index of its field in a record.</summary>
internal sealed record FieldPlace(SourceColumn Column, int Field);
