using System.Globalization;
using System.Text.Json;
using Metrics.Samples.Making;
using Metrics.Samples.Subscriptions.People;

namespace Metrics.Samples.Subscriptions.Rows;

/// <summary>
/// App events as Amplitude's export gives them: again under the same $insert_id, late, and with the word EMPTY for nothing.
/// </summary>
internal sealed class AmplitudeRows(SampleFiles files) : IAsyncDisposable
{
    private readonly JsonLines _events = new(files.Create("amplitude_events.ndjson"));

    public async Task WriteAsync(Person person, CancellationToken ct)
    {
        foreach (var appEvent in person.Events)
        {
            for (var arrival = 0; arrival <= appEvent.Repeats; arrival++)
                await _events.WriteAsync(json => Write(json, appEvent, person, arrival), ct);
        }
    }

    public Task FlushAsync(CancellationToken ct) => _events.FlushAsync(ct).AsTask();

    public ValueTask DisposeAsync() => _events.DisposeAsync();

    private static void Write(Utf8JsonWriter json, AppEvent appEvent, Person person, int arrival)
    {
        json.WriteString("$insert_id", appEvent.InsertId);
        json.WriteString("event_type", appEvent.Type);
        json.WriteString("event_time", Text(appEvent.At));
        json.WriteString("server_upload_time", Text(appEvent.At.AddSeconds(appEvent.LateBySeconds + (arrival * 86_400))));
        json.WriteString("user_id", appEvent.Signature switch
        {
            Signature.UserId => person.Id,
            Signature.EmailAsUserId => person.Email,
            Signature.Stranger => $"anon_{person.AmplitudeId}",
            _ => null,
        });
        json.WriteString("device_id", person.DeviceId);
        json.WriteNumber("amplitude_id", person.AmplitudeId);
        json.WriteNumber("session_id", appEvent.HasSession ? new DateTimeOffset(appEvent.At).ToUnixTimeMilliseconds() : -1);
        json.WriteString("platform", "iOS");
        json.WriteString("country", person.Market.Country);
        json.WriteStartObject("event_properties");
        json.WriteEndObject();
        json.WriteStartObject("user_properties");
        if (appEvent.Signature == Signature.Email)
            json.WriteString("email", person.TypedEmail);
        json.WriteString("initial_utm_source", person.FirstSource ?? "EMPTY");
        json.WriteString("initial_utm_campaign", person.FirstCampaign ?? "EMPTY");
        json.WriteEndObject();
    }

    private static string Text(DateTime at) => at.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture);
}
