using System.Text.Json.Serialization;
using Metrics.Api.Http;

namespace Metrics.Api.Doors.GraphQL.Page;

/// <summary>The JSON types that the page reads in addition to GraphQL.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, Converters = [typeof(UtcTimeConverter)])]
[JsonSerializable(typeof(IReadOnlyList<ExampleQuery>))]
internal sealed partial class PageJson : JsonSerializerContext;
