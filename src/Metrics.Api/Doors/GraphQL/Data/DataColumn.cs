using Metrics.GraphQL.Execution;

namespace Metrics.Api.Doors.GraphQL.Data;

/// <summary>A column of a question, with a field that shows it.</summary>
/// <param name="Selected">The field as selected.</param>
/// <param name="Data">The metric or dimension that it shows.</param>
/// <param name="Name">The column's name in the question; fields with the same meaning share it.</param>
/// <param name="Meaning">What the column contains, whatever its name: the metric or dimension with its grain or share.</param>
internal sealed record DataColumn(SelectedField Selected, DataField Data, string Name, string Meaning);
