using System.Text.Json.Serialization;
using Metrics.Api.Freshness;
using Metrics.Api.Health;
using Metrics.Api.Runs;

namespace Metrics.Api.Http;

/// <summary>Every body this host writes, compiled: names in snake_case, times in UTC.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, Converters = [typeof(UtcTimeConverter)])]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(ProblemKind))]
[JsonSerializable(typeof(LiveAnswer))]
[JsonSerializable(typeof(ReadyAnswer))]
[JsonSerializable(typeof(ListAnswer<TableFreshness>))]
[JsonSerializable(typeof(ListAnswer<RunSummary>))]
[JsonSerializable(typeof(RunDetails))]
internal sealed partial class ApiJson : JsonSerializerContext;
