using System.Text.Json;
using System.Text.Json.Serialization;

namespace Metrics.Api.Http;

/// <summary>Writes times as <c>2026-11-20T03:00:05Z</c>, whatever their offset was when read.</summary>
internal sealed class UtcTimeConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime);
}
