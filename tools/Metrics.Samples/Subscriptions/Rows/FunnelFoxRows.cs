using System.Globalization;
using System.Text.Json;
using Metrics.Samples.Making;
using Metrics.Samples.Subscriptions.People;

namespace Metrics.Samples.Subscriptions.Rows;

/// <summary>Sessions, profiles, subscriptions and funnels as FunnelFox's API gives them.</summary>
internal sealed class FunnelFoxRows(SampleFiles files) : IAsyncDisposable
{
    private readonly JsonLines _sessions = new(files.Create("funnelfox_sessions.ndjson"));
    private readonly JsonLines _profiles = new(files.Create("funnelfox_profiles.ndjson"));
    private readonly JsonLines _subscriptions = new(files.Create("funnelfox_subscriptions.ndjson"));
    private readonly JsonLines _funnels = new(files.Create("funnelfox_funnels.ndjson"));
    private long _visits;

    public async Task WriteFunnelsAsync(CancellationToken ct)
    {
        foreach (var funnel in SubscriptionWords.Funnels.Where(f => !f.Deleted))
        {
            await _funnels.WriteAsync(json =>
            {
                json.WriteString("id", funnel.Id);
                json.WriteString("alias", funnel.Alias);
                json.WriteString("title", funnel.Title);
                json.WriteString("type", "funnel");
                json.WriteString("status", "published");
                json.WriteString("environment", "production");
                json.WriteStartArray("tags");
                json.WriteEndArray();
                json.WriteNumber("variation_count", 1);
                json.WriteNumber("version", 3);
                json.WriteString("last_published_at", SampleYear.First);
            }, ct);
        }
    }

    public async Task WriteAsync(Person person, CancellationToken ct)
    {
        await _profiles.WriteAsync(json =>
        {
            json.WriteString("id", person.Id);
            json.WriteString("email", person.TypedEmail);
            json.WriteString("created_at", person.Sessions.Count > 0 ? person.Sessions[0].At : SampleYear.First);
        }, ct);
        foreach (var session in person.Sessions)
            await _sessions.WriteAsync(json => Write(json, session, person, ++_visits), ct);
        foreach (var purchase in person.Purchases)
            await _subscriptions.WriteAsync(json => Write(json, purchase, person), ct);
    }

    public async Task FlushAsync(CancellationToken ct)
    {
        foreach (var lines in new[] { _sessions, _profiles, _subscriptions, _funnels })
            await lines.FlushAsync(ct);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var lines in new[] { _sessions, _profiles, _subscriptions, _funnels })
            await lines.DisposeAsync();
    }

    private static void Write(Utf8JsonWriter json, Session session, Person person, long number)
    {
        json.WriteString("id", session.Id);
        // One in seven was written by a server that thinks in its own time zone.
        if (number % 7 == 0)
            json.WriteString("created_at", session.At.AddHours(2).ToString("yyyy-MM-dd'T'HH:mm:ss'+02:00'", CultureInfo.InvariantCulture));
        else
            json.WriteString("created_at", session.At);
        json.WriteString("funnel_id", session.Funnel.Id);
        json.WriteNumber("funnel_version", 3);
        json.WriteString("profile_id", person.Id);
        json.WriteString("country", number % 11 == 0 ? person.Market.Country.ToLowerInvariant() : person.Market.Country);
        json.WriteString("city", session.City);
        json.WriteString("postal", "");
        json.WriteString("origin", session.Origin);
        json.WriteString("user_agent", "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X)");
        json.WriteString("ip", $"203.0.113.{number % 254}");
        // A property that appears one day and that nobody has declared.
        if (session.At.Month >= 11)
            json.WriteString("experiment", "b");
    }

    private static void Write(Utf8JsonWriter json, Purchase purchase, Person person)
    {
        json.WriteString("id", purchase.Id);
        json.WriteString("psp_id", purchase.PspId);
        json.WriteString("status", purchase.EndedAt is null ? "active" : "cancelled");
        json.WriteStartObject("profile");
        json.WriteString("id", person.Id);
        json.WriteEndObject();
        json.WriteStartObject("funnel");
        json.WriteString("id", purchase.Funnel.Id);
        json.WriteEndObject();
        json.WriteNumber("funnel_version", 3);
        json.WriteString("billing_interval", purchase.Plan.Interval);
        json.WriteNumber("billing_interval_count", purchase.Plan.Count);
        json.WriteNumber("price", purchase.Currency.Price(purchase.Plan.Cents));
        json.WriteString("currency", purchase.Currency.Code.ToUpperInvariant());
        json.WriteNumber("price_usd", purchase.Plan.Cents);
        json.WriteString("payment_provider", purchase.Provider);
        json.WriteString("period_starts_at", purchase.At);
        json.WriteString("period_ends_at", purchase.Plan.After(purchase.At, 1));
        json.WriteBoolean("renews", purchase.EndedAt is null);
        json.WriteBoolean("sandbox", purchase.Sandbox);
        json.WriteString("created_at", purchase.At);
        json.WriteString("updated_at", purchase.EndedAt ?? purchase.At);
    }
}
