namespace Metrics.Refresh.Tests.Subscriptions;

public sealed class PaymentIdentityTests(PaidSubscriptions paid) : IClassFixture<PaidSubscriptions>
{
    private readonly HandWritten _rows = paid.Rows;

    [Fact]
    public async Task A_charge_finds_its_subscription_by_whichever_id_of_Stripe_FunnelFox_kept() => Assert.Equal(
        ["ch_11 s_sub stripe_subscription", "ch_12 s_sub stripe_subscription", "ch_21 s_invoice invoice",
            "ch_22 s_invoice stripe_subscription",
            "ch_31 s_intent payment_intent", "ch_32 s_intent payment_intent", "ch_41 s_charge charge_id",
            "ch_42 s_charge stripe_subscription"],
        await _rows.RowsAsync(
            """
            select charge_id, subscription_id, linked_by from gold.fct_charge
            where subscription_id in ('s_sub', 's_invoice', 's_intent', 's_charge', 's_charge_again') order by charge_id
            """));

    [Fact]
    public async Task A_subscription_is_new_once_with_its_first_charge_that_counts_and_one_session() => Assert.Equal(
        ["s_charge 2025-03-04 ch_41 19.9900 - -", "s_dinar 2025-03-01 ch_92 16.6725 abroad_1 last_before",
            "s_intent 2025-03-03 ch_32 19.9900 by_intent_1 first_after",
            "s_invoice 2025-03-02 ch_21 29.9900 by_invoice_1 stated", "s_krona 2025-03-02 ch_93 6.5700 abroad_1 last_before",
            "s_later_yen 2025-03-03 ch_94 10.5000 abroad_1 last_before",
            "s_sub 2025-03-01 ch_11 19.9900 by_sub_2 last_before", "s_tried 2025-03-07 ch_82 19.9900 tried_1 last_before",
            "s_yen 2025-03-02 ch_91 1.3200 abroad_1 last_before"],
        await _rows.RowsAsync(
            "select subscription_id, subscription_date::text, charge_id, revenue_usd, session_id, attributed_by from "
            + "gold.mart_new_subscriptions order by subscription_id collate \"C\""));

    [Fact]
    public async Task Money_is_divided_by_what_its_currency_says_and_worth_what_the_last_business_day_said() => Assert.Equal(
        ["isk 900.000 6.5700", "jpy 1500.000 10.5000", "jpy 200.000 1.3200", "kwd 5.130 16.6725"],
        await _rows.RowsAsync(
            "select currency, revenue, revenue_usd from gold.mart_new_subscriptions where currency <> 'usd' order by currency, "
            + "revenue::text"));

    [Fact]
    public async Task Only_the_session_that_sold_converts_and_a_charge_before_it_has_no_time() => Assert.Equal(
        ["abroad_1 1 35.0625 2 True False 4", "by_intent_1 1 19.9900 - True True 1", "by_invoice_1 1 29.9900 2 True False 1",
            "by_invoice_2 0 - - True False 0", "by_sub_1 0 - - True False 0",
            "by_sub_2 1 19.9900 0.5 True False 1", "by_sub_3 0 - - True False 0", "elsewhere_1 0 - - False False 0",
            "refused_1 0 - - False False 0", "tester_1 0 - - False False 0",
            "tried_1 1 19.9900 12 True False 1"],
        await _rows.RowsAsync(
            """
            select session_id, converted, revenue_usd, time_to_conversion_hours, had_purchase, charged_before_session, subscriptions
            from gold.mart_funnel_conversions order by session_id
            """));

    [Fact]
    public async Task What_does_not_count_stays_and_says_why() => Assert.Equal(
        ["ch_5 sandbox", "ch_6 test_mode", "ch_7 test_charge", "ch_81 test_charge"],
        await _rows.RowsAsync(
            "select charge_id, excluded_because from gold.fct_charge where excluded_because is not null order by charge_id"));

    [Fact]
    public async Task A_charge_of_nobody_is_kept_and_says_so() =>
        Assert.Equal(
            ["ch_nobody - nothing 49.0000"],
            await _rows.RowsAsync(
                "select charge_id, subscription_id, linked_by, amount_usd from gold.fct_charge where linked_by = 'nothing'"));

    [Fact]
    public async Task Attempts_with_one_intent_are_one_payment_that_fails_for_what_the_issuer_said() => Assert.Equal(
        ["pi_10 2 True False False expired_card -", "pi_31 2 True True True insufficient_funds 0.5"],
        await _rows.RowsAsync(
            "select payment_id, attempts, failed_first, succeeded, recovered, first_failure_reason, hours_to_recovery from "
            + "gold.fct_payment where attempts > 1 order by payment_id"));

    [Fact]
    public async Task A_deleted_funnel_keeps_its_sessions_and_countries_are_written_one_way()
    {
        Assert.Equal(
            ["f_gone Deleted funnel f_gone True"],
            await _rows.RowsAsync("select funnel_id, title, is_deleted from gold.dim_funnel where is_deleted"));
        Assert.Equal(["ES", "PT"], await _rows.RowsAsync("select distinct country from gold.mart_funnel_conversions order by country"));
    }
}
