using Metrics.Domain.Refreshing;

namespace Metrics.Refresh.Tests.Subscriptions;

public sealed class DoubtTests : IDisposable
{
    private readonly HandWritten _rows = new HandWritten().Funnel("f1", "Quiz").Profile("ann").Session("s", "ann", "2025-03-01T00:00:00Z")
        .Event("e", "app_opened", "2025-03-01 00:00:00", "ann")
        .AdDay("c1", "Spring", "2025-03-01", "1", "2025-03-02T00:00:00Z").Rate("2025-03-03", "EUR", "1.1")
        .Subscription("s1", "ch_1", "ann");

    [Theory]
    [InlineData("eur", "2025-03-20T00:00:00Z")]
    [InlineData("eur", "2025-03-02T00:00:00Z")]
    [InlineData("xyz", "2025-03-03T00:00:00Z")]
    public async Task Money_whose_worth_nobody_knows_is_not_published_as_something(string currency, string at)
    {
        await _rows.Charge("ch_1", at, 1000, currency).RunAsync();

        Assert.Equal(AttemptStatus.TestFailed, await _rows.Bed.AttemptAsync("stripe_charges"));
        Assert.Empty(
            await _rows.Bed.QueryAsync<string>(
                "select model from ops.published_table where model in ('fct_charge', 'mart_new_subscriptions', "
                + "'mart_funnel_conversions')"));
    }

    [Fact]
    public async Task What_the_tables_of_reasons_and_ids_do_not_know_is_answered_and_warned_of()
    {
        var report = await _rows.Charge("ch_0", "2025-03-01T00:00:00Z", status: "failed", failure: "moon_phase")
            .Subscription("s2", "sub_nowhere", "ann").Charge("ch_1", "2025-03-02T00:00:00Z").SucceedAsync();

        Assert.Equal(
            ["moon_phase unmapped unmapped"],
            await _rows.RowsAsync("select failure_reason, category, action from gold.dim_failure_reason where action = 'unmapped'"));
        Assert.Contains(report.Warnings, w => w.Contains("dim_failure_reason", StringComparison.Ordinal));
        Assert.Contains(report.Warnings, w => w.Contains("every Stripe-billed subscription is found in Stripe", StringComparison.Ordinal));
    }

    public void Dispose() => _rows.Dispose();
}
