using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Metrics.Api.Http;

/// <summary>
/// How JSON is written: names in snake_case, times in UTC. Each room has a context of its own for what it writes; this one has refusals.
/// </summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, Converters = [typeof(UtcTimeConverter)])]
[JsonSerializable(typeof(Problem))]
internal sealed partial class HttpJson : JsonSerializerContext
{
    /// <summary>Letters and quotes as people write them: nothing of ours is put into HTML.</summary>
    public static HttpJson Readable => field ??=
        new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
