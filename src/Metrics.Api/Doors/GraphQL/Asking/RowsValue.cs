using System.Text.Json;
using Metrics.GraphQL;

namespace Metrics.Api.Doors.GraphQL.Asking;

/// <summary>
/// The rows of an answer, written straight from its columns: as objects of the selected fields, or as lists of all columns.
/// </summary>
internal sealed class RowsValue(IReadOnlyList<ShownColumn> columns, int rows, bool asLists = false) : FinishedValue
{
    private readonly ShownColumn[] _columns = [.. columns];

    public override void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        for (var row = 0; row < rows; row++)
        {
            if (asLists)
                WriteList(json, row);
            else
                WriteObject(json, row);
        }

        json.WriteEndArray();
    }

    private void WriteObject(Utf8JsonWriter json, int row)
    {
        json.WriteStartObject();
        foreach (ref readonly var column in _columns.AsSpan())
            column.WriteField(json, row);
        json.WriteEndObject();
    }

    private void WriteList(Utf8JsonWriter json, int row)
    {
        json.WriteStartArray();
        foreach (ref readonly var column in _columns.AsSpan())
            column.Write(json, row);
        json.WriteEndArray();
    }
}
