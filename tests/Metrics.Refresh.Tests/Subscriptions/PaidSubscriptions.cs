namespace Metrics.Refresh.Tests.Subscriptions;

/// <summary>A few buyers, each with one trap, refreshed once.</summary>
public sealed class PaidSubscriptions : IAsyncLifetime
{
    internal HandWritten Rows { get; } = new HandWritten()
        .Funnel("f1", "Quiz").Rate("2025-02-28", "JPY", "0.0066").Rate("2025-02-28", "KWD", "3.25").Rate("2025-02-28", "ISK", "0.0073")
        .Rate("2025-03-03", "JPY", "0.0070")

        // FunnelFox kept Stripe's subscription; a renewal, two more sessions, one of them later.
        .Profile("by_sub").Session("by_sub_1", "by_sub", "2025-03-01T08:00:00Z").Session("by_sub_2", "by_sub", "2025-03-01T11:30:00+02:00")
        .Session("by_sub_3", "by_sub", "2025-03-05T08:00:00Z")
        .Subscription("s_sub", "sub_1", "by_sub").StripeSubscription("sub_1").Invoice("in_11", "sub_1").Invoice("in_12", "sub_1")
        .Charge("ch_11", "2025-03-01T10:00:00Z", 1999, invoice: "in_11", intent: "pi_11")
        .Charge("ch_12", "2025-04-01T10:00:00Z", 1999, invoice: "in_12", intent: "pi_12")
        .Intent("pi_11", "in_11").Intent("pi_12", "in_12")

        // It kept the first invoice; the session that Stripe's metadata names is not the last one.
        .Profile("by_invoice").Session("by_invoice_1", "by_invoice", "2025-03-02T08:00:00Z", country: "pt")
        .Session("by_invoice_2", "by_invoice", "2025-03-02T09:00:00Z")
        .Subscription("s_invoice", "in_21", "by_invoice").StripeSubscription("sub_2", session: "by_invoice_1").Invoice("in_21", "sub_2")
        .Invoice("in_22", "sub_2")
        .Charge("ch_21", "2025-03-02T10:00:00Z", 2999, invoice: "in_21").Charge("ch_22", "2025-04-02T10:00:00Z", 2999, invoice: "in_22")

        // It kept the payment intent of a one-off payment that took two attempts; the charge is older than the first session that is
        // stored.
        .Profile("by_intent").Session("by_intent_1", "by_intent", "2025-03-03T12:00:00Z", funnel: "f_gone")
        .Subscription("s_intent", "pi_31", "by_intent").Intent("pi_31")
        .Charge(
            "ch_31", "2025-03-03T10:00:00Z", 1999, status: "failed", intent: "pi_31", failure: "card_declined", said: "insufficient_funds")
        .Charge("ch_32", "2025-03-03T10:30:00Z", 1999, intent: "pi_31")

        // It kept the charge; there is no session at all, and the renewal is found through the charge's invoice.
        .Profile("by_charge").Subscription("s_charge", "ch_41", "by_charge").StripeSubscription("sub_4").Invoice("in_41", "sub_4")
        .Invoice("in_42", "sub_4")
        .Charge("ch_41", "2025-03-04T10:00:00Z", 1999, invoice: "in_41").Charge("ch_42", "2025-04-04T10:00:00Z", 1999, invoice: "in_42")

        // The same once more, later: nothing is left for it.
        .Subscription("s_charge_again", "sub_4", "by_charge", at: "2025-03-09T00:00:00Z")

        // What counts nowhere: a sandbox, the test mode, a dollar; and a dollar before the real price.
        .Profile("tester").Session("tester_1", "tester", "2025-03-06T08:00:00Z")
        .Subscription("s_sandbox", "sub_5", "tester", sandbox: true).StripeSubscription("sub_5").Invoice("in_5", "sub_5")
        .Charge("ch_5", "2025-03-06T10:00:00Z", 1999, invoice: "in_5")
        .Subscription("s_mode", "sub_6", "tester").StripeSubscription("sub_6").Invoice("in_6", "sub_6")
        .Charge("ch_6", "2025-03-06T10:00:00Z", 1999, invoice: "in_6", live: false)
        .Subscription("s_dollar", "sub_7", "tester").StripeSubscription("sub_7").Invoice("in_7", "sub_7")
        .Charge("ch_7", "2025-03-06T10:00:00Z", 100, invoice: "in_7")
        .Profile("tried").Session("tried_1", "tried", "2025-03-07T08:00:00Z")
        .Subscription("s_tried", "sub_8", "tried").StripeSubscription("sub_8").Invoice("in_81", "sub_8").Invoice("in_82", "sub_8")
        .Charge("ch_81", "2025-03-07T09:00:00Z", 200, invoice: "in_81").Charge("ch_82", "2025-03-07T20:00:00Z", 1999, invoice: "in_82")

        // Two hundred yen are no test, a dinar has a thousand parts, a króna is sent as if it had a hundred. The 1st and 2nd were a
        // weekend.
        .Profile("abroad").Session("abroad_1", "abroad", "2025-03-01T08:00:00Z")
        .Subscription("s_yen", "sub_91", "abroad").StripeSubscription("sub_91").Invoice("in_91", "sub_91")
        .Charge("ch_91", "2025-03-02T23:59:59Z", 200, "jpy", invoice: "in_91")
        .Subscription("s_dinar", "sub_92", "abroad").StripeSubscription("sub_92").Invoice("in_92", "sub_92")
        .Charge("ch_92", "2025-03-01T10:00:00Z", 5130, "kwd", invoice: "in_92")
        .Subscription("s_krona", "sub_93", "abroad").StripeSubscription("sub_93").Invoice("in_93", "sub_93")
        .Charge("ch_93", "2025-03-02T10:00:00Z", 90000, "isk", invoice: "in_93")
        .Subscription("s_later_yen", "sub_94", "abroad").StripeSubscription("sub_94").Invoice("in_94", "sub_94")
        .Charge("ch_94", "2025-03-03T00:00:00Z", 1500, "jpy", invoice: "in_94")

        // Never paid, paid elsewhere, and a charge of nobody's.
        .Profile("refused").Session("refused_1", "refused", "2025-03-08T08:00:00Z")
        .Subscription("s_refused", "sub_10", "refused").StripeSubscription("sub_10").Invoice("in_10", "sub_10").Intent("pi_10", "in_10")
        .Charge("ch_101", "2025-03-08T10:00:00Z", 1999, status: "failed", invoice: "in_10", intent: "pi_10", failure: "expired_card")
        .Charge(
            "ch_102", "2025-03-08T11:00:00Z", 1999, status: "failed", invoice: "in_10", intent: "pi_10", failure: "card_declined",
            said: "do_not_honor")
        .Profile("elsewhere").Session("elsewhere_1", "elsewhere", "2025-03-08T08:00:00Z")
        .Subscription("s_elsewhere", "txn_1", "elsewhere", provider: "paddle")
        .Charge("ch_nobody", "2025-03-09T10:00:00Z", 4900)

        .Profile("app").Event("e", "app_opened", "2025-03-01 00:00:00", "app")
        .AdDay("c1", "Spring", "2025-03-01", "1", "2025-03-02T00:00:00Z");

    public async Task InitializeAsync() => await Rows.SucceedAsync();

    public Task DisposeAsync()
    {
        Rows.Dispose();
        return Task.CompletedTask;
    }
}
