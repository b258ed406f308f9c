using System.Globalization;
using System.Text.Json;
using Metrics.Refresh.Runs;

namespace Metrics.Refresh.Tests.Subscriptions;

/// <summary>The pack over source files of a few rows that a test writes itself.</summary>
internal sealed class HandWritten : IDisposable
{
    private static readonly Dictionary<string, string> _headers = new()
    {
        ["stripe_charges.csv"] =
            "id,amount,amount_captured,amount_refunded,currency,created,status,paid,captured,refunded,disputed,livemode,"
            + "customer,invoice,payment_intent,description,failure_code,failure_message,outcome,"
            + "payment_method_details,metadata,billing_details,receipt_email",
        ["stripe_subscriptions.csv"] =
            "id,status,customer,created,start_date,current_period_start,current_period_end,cancel_at_period_end,"
            + "canceled_at,ended_at,trial_end,latest_invoice,metadata,livemode",
        ["stripe_invoices.csv"] =
            "id,subscription,charge,customer,billing_reason,currency,amount_due,amount_paid,amount_remaining,"
            + "attempt_count,paid,status,period_start,period_end,created",
        ["stripe_payment_intents.csv"] = "id,amount,currency,status,invoice,customer,canceled_at,cancellation_reason,created",
        ["stripe_refunds.csv"] = "id,charge,amount,currency,status,reason,created",
        ["facebook_campaigns.csv"] = "id,account_id,name,objective,status,effective_status,created_time,start_time,stop_time,daily_budget",
        ["facebook_ad_statistics.csv"] =
            "account_id,account_currency,campaign_id,campaign_name,adset_id,ad_id,ad_name,"
            + "date_start,date_stop,impressions,clicks,inline_link_clicks,spend,reach,actions,synced_at",
        ["exchange_rates.csv"] = "rate_date,currency,usd",
        ["funnelfox_sessions.ndjson"] = "",
        ["funnelfox_profiles.ndjson"] = "",
        ["funnelfox_subscriptions.ndjson"] = "",
        ["funnelfox_funnels.ndjson"] = "",
        ["amplitude_events.ndjson"] = "",
    };

    private readonly string _data = Directory.CreateTempSubdirectory("metrics-subscriptions-").FullName;
    private readonly Dictionary<string, List<string>> _rows = _headers.ToDictionary(
        h => h.Key, h => h.Value.Length == 0 ? new List<string>() : [h.Value]);

    public HandWritten()
    {
        ProjectFolder.CopyWarehouse(Bed.Project, "subscriptions");
        Bed.Project.Environment["SUBSCRIPTIONS_DATA"] = _data;
    }

    public RefreshBed Bed { get; } = new();

    public HandWritten Profile(string id, string? email = null) =>
        Json("funnelfox_profiles", new { id, email, created_at = "2025-01-01T00:00:00Z" });

    public HandWritten Funnel(string id, string title) => Json("funnelfox_funnels", new { id, title, type = "funnel" });

    public HandWritten Session(string id, string profile, string at, string funnel = "f1", string country = "ES", string origin = "") =>
        Json("funnelfox_sessions", new { id, created_at = at, funnel_id = funnel, profile_id = profile, country, origin });

    public HandWritten Subscription(
        string id, string? psp, string profile, string at = "2025-03-01T00:00:00Z", bool sandbox = false, string provider = "stripe",
        string funnel = "f1") =>
        Json("funnelfox_subscriptions", new
        {
            id, psp_id = psp, profile = new { id = profile }, funnel = new { id = funnel }, payment_provider = provider, sandbox,
            created_at = at, price_usd = 1999, billing_interval = "month",
        });

    public HandWritten Charge(
        string id, string at, long amount = 1000, string currency = "usd", string status = "succeeded", string? invoice = null,
        string? intent = null, bool live = true, string? failure = null, string? said = null) =>
        Csv("stripe_charges", id, amount, amount, 0, currency, Seconds(at), status, status == "succeeded", true, false, false, live,
            "cus_1", invoice, intent, "",
            failure, "", JsonSerializer.Serialize(new { reason = said }), "{}", "{}", "{}", "somebody@example.com");

    public HandWritten Invoice(string id, string subscription) =>
        Csv("stripe_invoices", id, subscription, null, "cus_1", "subscription_cycle", "usd", 1000, 1000, 0, 1, true, "paid", null, null,
            Seconds("2025-03-01T00:00:00Z"));

    public HandWritten Intent(string id, string? invoice = null) =>
        Csv("stripe_payment_intents", id, 1000, "usd", "succeeded", invoice, "cus_1", null, null, Seconds("2025-03-01T00:00:00Z"));

    public HandWritten StripeSubscription(string id, string? session = null) => Csv(
        "stripe_subscriptions", id, "active", "cus_1", Seconds("2025-03-01T00:00:00Z"), null, null, null, false, null, null, null, null,
        session is null ? "{}" : JsonSerializer.Serialize(new { ff_session_id = session }), true);

    public HandWritten Event(
        string insert, string type, string at, string? user = null, string device = "d", long amplitude = 1, string? email = null,
        string source = "EMPTY", string campaign = "EMPTY", string? uploaded = null) =>
        Json("amplitude_events", new Dictionary<string, object?>
        {
            ["$insert_id"] = insert, ["event_type"] = type, ["event_time"] = at, ["server_upload_time"] = uploaded ?? at,
            ["user_id"] = user, ["device_id"] = device,
            ["amplitude_id"] = amplitude, ["session_id"] = -1, ["platform"] = "iOS", ["event_properties"] = new { },
            ["user_properties"] = new { email, initial_utm_source = source, initial_utm_campaign = campaign },
        });

    public HandWritten Campaign(string id, string name) =>
        Csv("facebook_campaigns", id, "act_1", name, "SALES", "ACTIVE", "ACTIVE", null, null, null, 100);

    public HandWritten AdDay(string campaign, string name, string day, string spend, string synced, string currency = "USD") =>
        Csv("facebook_ad_statistics", "act_1", currency, campaign, name, "set", $"ad_{campaign}", "Ad", day, day, "1,000", "10", "9", spend,
            "900", "[]", synced);

    public HandWritten Rate(string day, string currency, string usd) => Csv("exchange_rates", day, currency, usd);

    public async Task<RunReport> RunAsync()
    {
        await WriteAsync();
        return await Bed.RunAsync();
    }

    public async Task<RunReport> SucceedAsync()
    {
        await WriteAsync();
        return await Bed.SucceedAsync();
    }

    /// <summary>A query's rows, each as its columns with spaces between.</summary>
    public async Task<IEnumerable<string>> RowsAsync(string sql) =>
        (await Bed.QueryAsync<dynamic>(sql)).Select(r => string.Join(
            ' ', ((IDictionary<string, object?>)r).Values.Select(v => Convert.ToString(v ?? "-", CultureInfo.InvariantCulture))));

    public void Dispose()
    {
        Bed.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    private static string Seconds(string at) =>
        DateTimeOffset.Parse(at, CultureInfo.InvariantCulture).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    private async Task WriteAsync()
    {
        foreach (var (file, rows) in _rows)
            await File.WriteAllLinesAsync(Path.Combine(_data, file), rows);
    }

    private HandWritten Json(string file, object record)
    {
        _rows[$"{file}.ndjson"].Add(JsonSerializer.Serialize(record));
        return this;
    }

    private HandWritten Csv(string file, params object?[] fields)
    {
        _rows[$"{file}.csv"].Add(string.Join(',', fields.Select(
            f => Convert.ToString(f, CultureInfo.InvariantCulture) is { Length: > 0 } text
                ? "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"" : "")));
        return this;
    }
}
