using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Metrics.Api.Batches;
using Metrics.Api.Catalogs;
using Metrics.Api.Composing;
using Metrics.Api.DataTests;
using Metrics.Api.Freshness;
using Metrics.Api.GraphQL.Page;
using Metrics.Api.Health;
using Metrics.Api.Lineage;
using Metrics.Api.Policies;
using Metrics.Api.Queries;
using Metrics.Api.Runs;
using Metrics.Api.SavedQueries;

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
[JsonSerializable(typeof(BatchShape))]
[JsonSerializable(typeof(BatchAnswerShape))]
[JsonSerializable(typeof(ComposablesAnswer))]
[JsonSerializable(typeof(IReadOnlyList<ExampleQuery>))]
[JsonSerializable(typeof(QueryShape))]
internal sealed partial class ApiJson : JsonSerializerContext
{
    /// <summary>Letters and quotes as people write them: nothing of ours is put into HTML.</summary>
    public static ApiJson Readable => field ??= new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
