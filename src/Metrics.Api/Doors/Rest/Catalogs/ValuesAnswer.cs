using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Metrics.Answering.Answers;
using Metrics.Api.Formats;
using Metrics.Semantic.Requests;

namespace Metrics.Api.Doors.Rest.Catalogs;

/// <summary>Values of a dimension, in order.</summary>
/// <param name="Values">The values, of the dimension's type.</param>
/// <param name="Limited">True when there are more.</param>
/// <param name="AsOf">The oldest source extraction behind them.</param>
/// <param name="DataVersion">The publication they are of.</param>
internal sealed record ValuesAnswer(IReadOnlyList<JsonNode?> Values, bool Limited, DateTimeOffset? AsOf, string DataVersion)
{
    public static ValuesAnswer Of(Answer answer)
    {
        var (buffer, column) = (
            new ArrayBufferWriter<byte>(), new JsonCells(answer.Table.Columns[0], answer.Table.Values[0], NumberForm.Number));
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            for (var row = 0; row < answer.Table.RowCount; row++)
                column.Write(json, row);
            json.WriteEndArray();
        }

        return new([.. JsonNode.Parse(buffer.WrittenSpan)!.AsArray()], answer.Table.HasMore, answer.Meta.AsOf, answer.Meta.DataVersion);
    }
}
