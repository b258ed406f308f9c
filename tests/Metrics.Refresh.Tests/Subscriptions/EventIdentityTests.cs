namespace Metrics.Refresh.Tests.Subscriptions;

public sealed class EventIdentityTests : IDisposable
{
    private readonly HandWritten _rows = new HandWritten().Funnel("f1", "Quiz").Rate("2025-03-03", "EUR", "1.1000")
        .Charge("ch", "2025-03-01T00:00:00Z");

    [Fact]
    public async Task An_event_is_somebodys_by_user_id_then_by_an_address_then_by_a_device_of_one_person_only()
    {
        _rows.Profile("ann", " Ann@Example.com ").Profile("bob", "shared@example.com").Profile("cy", "SHARED@example.com")
            .Session("s", "ann", "2025-03-01T00:00:00Z")
            .Event("1_user", "a", "2025-03-01 10:00:00", "ann", "phone")
            .Event("2_address_as_user", "a", "2025-03-01 10:01:00", "ANN@example.com", "other")
            .Event("3_address", "a", "2025-03-01 10:02:00", null, "other", email: "ann@example.COM")
            .Event("4_device", "a", "2025-03-01 10:03:00", null, "phone", amplitude: 4)
            .Event("5_shared_address", "a", "2025-03-01 10:04:00", null, "new", amplitude: 5, email: "shared@example.com")
            .Event("6_bob", "a", "2025-03-01 10:05:00", "bob", "tablet")
            .Event("7_cy", "a", "2025-03-01 10:06:00", "cy", "tablet")
            .Event("8_shared_device", "a", "2025-03-01 10:07:00", null, "tablet", amplitude: 8)
            .Event("9_shared_address_on_a_known_device", "a", "2025-03-01 10:08:00", null, "phone", email: "shared@example.com")
            .Event("x_stranger_on_a_known_device", "a", "2025-03-01 10:09:00", "nobody_we_know", "phone", amplitude: 10)
            .AdDay("c1", "Spring", "2025-03-01", "1", "2025-03-02T00:00:00Z");
        await _rows.SucceedAsync();

        Assert.Equal(
            ["1_user ann user_id ann", "2_address_as_user ann email ann", "3_address ann email ann", "4_device ann device_id ann",
                "5_shared_address - nothing amplitude:5", "6_bob bob user_id bob",
                "7_cy cy user_id cy", "8_shared_device - nothing amplitude:8", "9_shared_address_on_a_known_device ann device_id ann",
                "x_stranger_on_a_known_device - nothing amplitude:10"],
            await _rows.RowsAsync(
                "select insert_id, profile_id, linked_by, person_id from gold.fct_app_event order by insert_id collate \"C\""));
    }

    [Fact]
    public async Task An_event_sent_again_is_one_and_a_step_counts_when_it_was_first_reached()
    {
        _rows.Profile("ann").Session("s", "ann", "2025-03-01T00:00:00Z")
            .Event("e1", "onboarding_started", "2025-03-01 10:00:00.250", "ann", uploaded: "2025-03-04 00:00:00")
            .Event("e1", "onboarding_started", "2025-03-01 10:00:00.250", "ann")
            .Event("e2", "onboarding_started", "2025-03-02 10:00:00", "ann")
            .Event("e3", "onboarding_completed", "2025-03-02 11:00:00", "ann").Event("e4", "app_opened", "2025-03-02 12:00:00", "ann")
            .AdDay("c1", "Spring", "2025-03-01", "1", "2025-03-02T00:00:00Z");
        await _rows.SucceedAsync();

        Assert.Equal(
            ["4 2025-03-01"],
            await _rows.RowsAsync("select count(*), min(server_upload_time at time zone 'UTC')::date::text from gold.fct_app_event"));
        Assert.Equal(
            ["ann 1 Started False 2025-03-01", "ann 5 Completed True 2025-03-02"],
            await _rows.RowsAsync(
                "select person_id, step, step_name, is_last, (reached_at at time zone 'UTC')::date::text from gold.fct_onboarding_step "
                + "order by step"));
    }

    [Fact]
    public async Task A_session_comes_from_the_campaign_that_its_address_names_or_that_the_app_heard_of_first()
    {
        _rows.Campaign("c1", "Spring").Campaign("c2", "Twin").Campaign("c3", "Twin")
            .AdDay("c1", "Spring", "2025-03-03", "$1,234.50", "2025-03-04T00:00:00Z")
            .AdDay("c1", "Spring", "2025-03-03", "1000", "2025-03-03T23:00:00Z")
            .AdDay("c9", "Gone", "2025-03-04", "10", "2025-03-05T00:00:00Z", "EUR")
            .Profile("ann").Profile("bob")
            .Session("1_by_id", "ann", "2025-03-01T00:00:00Z", origin: "https://x.example/?utm_source=FB&utm_campaign=c2&a=1")
            .Session("2_by_name", "ann", "2025-03-02T00:00:00Z", origin: "https://x.example/?utm_source=ig&utm_campaign=Spring")
            .Session("3_name_of_two", "ann", "2025-03-03T00:00:00Z", origin: "https://x.example/?utm_source=ig&utm_campaign=Twin")
            .Session("4_another_source", "ann", "2025-03-04T00:00:00Z", origin: "https://x.example/?utm_source=google&utm_campaign=c2")
            .Session("5_says_nothing", "ann", "2025-03-05T00:00:00Z")
            .Session("6_nothing_known", "bob", "2025-03-05T00:00:00Z")
            .Event("e1", "app_opened", "2025-03-02 00:00:00", "ann", source: "google", campaign: "c2")
            .Event("e0", "app_opened", "2025-03-01 00:00:00", "ann", source: "facebook", campaign: "c9")
            .Event("e2", "app_opened", "2025-03-01 00:00:00", "bob", device: "b");
        await _rows.SucceedAsync();

        Assert.Equal(
            ["1_by_id c2", "2_by_name c1", "3_name_of_two -", "4_another_source -", "5_says_nothing c9", "6_nothing_known -"],
            await _rows.RowsAsync("select session_id, campaign_id from gold.mart_funnel_conversions order by session_id"));
        Assert.Equal(
            ["c1 1234.5000 False", "c9 11.0000 True"],
            await _rows.RowsAsync(
                "select campaign_id, spend_usd, is_deleted from gold.fct_ad_day join gold.dim_campaign using (campaign_id) order by 1"));
    }

    public void Dispose() => _rows.Dispose();
}
