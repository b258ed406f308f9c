using Metrics.Testing;

namespace Metrics.Refresh.Tests.Subscriptions;

/// <summary>The sample is only as good as the trouble in it: each quirk of the real sources is there, and nothing else is amiss.</summary>
public sealed class QuirkTests : IDisposable
{
    private readonly RefreshBed _bed = new();
    private readonly string _data = Directory.CreateTempSubdirectory("metrics-subscriptions-").FullName;

    public QuirkTests()
    {
        ProjectFolder.CopyWarehouse(_bed.Project, "subscriptions");
        _bed.Project.Environment["SUBSCRIPTIONS_DATA"] = _data;
    }

    [Fact]
    public async Task A_sample_is_refreshed_without_rejects_and_has_every_quirk()
    {
        PackSample.Write("subscriptions", _data, "--scale", "0.5", "--seed", "7");
        var report = await _bed.SucceedAsync();

        Assert.Equal(["raw_funnelfox__sessions has columns that are not declared: experiment"], report.Warnings);
        Assert.Empty(await _bed.QueryAsync<string>("select model from ops.api_table where rejected <> '[]'"));
        foreach (var quirk in Quirks)
            Assert.Equal((quirk, true), (quirk, await _bed.ScalarAsync<bool>($"select exists ({quirk})")));
    }

    private static readonly string[] Quirks =
    [
        "select from silver.stripe_ids_of_subscriptions having count(distinct psp_is) = 4",
        "select from bronze.raw_funnelfox__subscriptions group by psp_id having count(*) > 1",
        "select from bronze.raw_funnelfox__subscriptions where payment_provider = 'paddle'",
        "select from bronze.raw_stripe__charges where not livemode",
        "select from gold.fct_charge where excluded_because = 'sandbox'",
        "select from gold.fct_charge where excluded_because = 'test_charge' and status = 'succeeded'",
        "select from gold.fct_charge where status = 'pending'",
        "select from gold.fct_charge where linked_by = 'nothing' and excluded_because is null",
        "select from gold.fct_payment where recovered",
        "select from gold.fct_payment where failed_first and not recovered",
        "select from bronze.raw_stripe__charges where failure_code = 'card_declined' and outcome ->> 'reason' = 'insufficient_funds'",
        "select from bronze.raw_stripe__refunds where status = 'failed'",
        "select from gold.fct_charge where amount_refunded > 0 and amount_refunded < amount",
        "select from gold.fct_charge having count(distinct currency) = 11",
        "select from gold.mart_new_subscriptions having count(distinct coalesce(attributed_by, '')) = 4",
        "select from gold.mart_funnel_conversions where charged_before_session",
        "select from gold.mart_funnel_conversions where subscriptions > 1",
        "select from gold.mart_funnel_conversions where had_purchase and converted = 0",
        "select from gold.mart_funnel_conversions where country is null",
        "select from bronze.raw_funnelfox__sessions where country <> upper(country)",
        "select from gold.dim_funnel where is_deleted",
        "select from gold.dim_campaign where is_deleted",
        "select from bronze.raw_funnelfox__profiles where email <> lower(btrim(email))",
        "select from bronze.raw_funnelfox__profiles where email is null",
        "select from silver.stg_funnelfox__profiles where email is not null group by email having count(*) = 2",
        "select from gold.fct_app_event having count(distinct linked_by) = 4",
        "select from bronze.raw_amplitude__events group by device_id having count(distinct amplitude_id) = 2",
        "select from bronze.raw_amplitude__events group by insert_id having count(*) > 1",
        "select from bronze.raw_amplitude__events where user_id like '%@%'",
        "select from bronze.raw_amplitude__events where server_upload_time > event_time + interval '1 day'",
        "select from bronze.raw_amplitude__events where session_id = -1",
        "select from silver.campaigns_of_sessions having count(distinct attributed_by) = 2",
        "select from bronze.raw_facebook__ad_statistics where spend like '$%'",
        "select from bronze.raw_facebook__ad_statistics group by ad_id, date_start having count(*) > 1",
    ];

    public void Dispose()
    {
        _bed.Dispose();
        Directory.Delete(_data, recursive: true);
    }
}
