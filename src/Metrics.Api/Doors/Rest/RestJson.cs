using System.Text.Json.Serialization;
using Metrics.Api.Doors.Rest.Catalogs;
using Metrics.Api.Doors.Rest.Composing;
using Metrics.Api.Doors.Rest.DataTests;
using Metrics.Api.Doors.Rest.Policies;
using Metrics.Api.Doors.Rest.Queries;
using Metrics.Api.Doors.Rest.Runs;
using Metrics.Api.Formats;
using Metrics.Api.Http;
using Metrics.Api.Resources;

namespace Metrics.Api.Doors.Rest;

/// <summary>The JSON types of REST.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, Converters = [typeof(UtcTimeConverter)])]
[JsonSerializable(typeof(ProblemKind))]
[JsonSerializable(typeof(ListAnswer<TableFreshness>))]
[JsonSerializable(typeof(ListAnswer<RunSummary>))]
[JsonSerializable(typeof(RunDetails))]
[JsonSerializable(typeof(RunSummary))]
[JsonSerializable(typeof(RunAccepted))]
[JsonSerializable(typeof(RunShape))]
[JsonSerializable(typeof(ListAnswer<TestItem>))]
[JsonSerializable(typeof(LineageAnswer))]
[JsonSerializable(typeof(PoliciesAnswer))]
[JsonSerializable(typeof(ListAnswer<MetricItem>))]
[JsonSerializable(typeof(ListAnswer<DimensionItem>))]
[JsonSerializable(typeof(DiagnosticsAnswer))]
[JsonSerializable(typeof(ValuesAnswer))]
[JsonSerializable(typeof(ListAnswer<SavedQueryItem>))]
[JsonSerializable(typeof(ExplainAnswer))]
[JsonSerializable(typeof(AnswerShape))]
[JsonSerializable(typeof(ComposablesAnswer))]
[JsonSerializable(typeof(QueryShape))]
internal sealed partial class RestJson : JsonSerializerContext;
