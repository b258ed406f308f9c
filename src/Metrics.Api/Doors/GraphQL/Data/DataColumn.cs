using Metrics.GraphQL.Execution;

namespace Metrics.Api.Doors.GraphQL.Data;

/// <summary>A column of a question, and a field that shows it.</summary>
/// <param name="Selected">The field as selected.</param>
/// <param name="Data">What it shows.</param>
/// <param name="Name">The column's name in the question; fields that mean the same share it.</param>
/// <param name="Meaning">What it is, whatever it is called: the metric or dimension with its grain or share.</param>
internal sealed record DataColumn(SelectedField Selected, DataField Data, string Name, string Meaning);
