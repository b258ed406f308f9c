using System.Text.Json.Serialization;
using Metrics.Api.Http;

namespace Metrics.Api.Doors.Batch;

/// <summary>The JSON types of batches.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, Converters = [typeof(UtcTimeConverter)])]
[JsonSerializable(typeof(BatchShape))]
[JsonSerializable(typeof(BatchAnswerShape))]
internal sealed partial class BatchJson : JsonSerializerContext;
