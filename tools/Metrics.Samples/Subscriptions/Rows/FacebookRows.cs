using System.Globalization;
using Metrics.Samples.Making;

namespace Metrics.Samples.Subscriptions.Rows;

/// <summary>Campaigns and statistics as Facebook gives them: numbers as texts, days told again when they are restated.</summary>
internal static class FacebookRows
{
    public static async Task WriteCampaignsAsync(CsvLines lines, CancellationToken ct)
    {
        await lines.HeaderAsync("id account_id name objective status effective_status created_time start_time stop_time daily_budget", ct);
        foreach (var campaign in Campaign.All.Where(c => !c.Deleted))
        {
            lines.Text(campaign.Id).Text(campaign.AccountId).Text(campaign.Name).Text("OUTCOME_SALES").Text("ACTIVE").Text("ACTIVE")
                .Text("2024-12-20T08:00:00+0000").Text("2025-01-01T00:00:00+0000").Text("").Number(20_000);
            await lines.EndAsync(ct);
        }
    }

    public static ValueTask WriteHeaderAsync(CsvLines lines, CancellationToken ct) => lines.HeaderAsync(
        "account_id account_currency campaign_id campaign_name adset_id ad_id ad_name date_start date_stop impressions clicks "
        + "inline_link_clicks spend reach actions synced_at", ct);

    public static async Task WriteAsync(CsvLines lines, AdDay day, CancellationToken ct)
    {
        if (day.ToldFirst is { } first)
        {
            Write(lines, day, first, day.Day.AddDays(1));
            await lines.EndAsync(ct);
        }

        Write(lines, day, day.Spend, day.Day.AddDays(day.ToldFirst is null ? 1 : 9));
        await lines.EndAsync(ct);
    }

    private static void Write(CsvLines lines, AdDay day, decimal spend, DateOnly told)
    {
        var date = Text(day.Day);
        var impressions = day.Impressions.ToString(CultureInfo.InvariantCulture);
        // Exports by hand write money as a spreadsheet does.
        var money = day.Day.Day % 10 == 0
            ? spend.ToString("$#,##0.00", CultureInfo.InvariantCulture) : spend.ToString("0.00", CultureInfo.InvariantCulture);
        var clicks = day.Clicks.ToString(CultureInfo.InvariantCulture);
        lines.Text(day.Campaign.AccountId).Text(day.Campaign.InEuros ? "EUR" : "USD").Text(day.Campaign.Id).Text(day.Campaign.Name)
            .Text($"adset_{day.Campaign.Id}")
            .Text(day.Ad).Text($"Ad {day.Ad[^2..]}").Text(date).Text(date).Text(impressions).Text(clicks).Text(clicks).Text(money)
            .Text(impressions)
            .Text("""[{"action_type":"link_click","value":"1"}]""").Text($"{Text(told)}T04:00:00Z");
    }

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
