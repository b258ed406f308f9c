using System.Net;
using Metrics.Api.Tests.Packs;

namespace Metrics.Api.Tests.Subscriptions;

/// <summary>The subscriptions pack (web funnels and what they sell) over made-up files of normal size, asked over HTTP.</summary>
public sealed class SubscriptionsTests(PublishedSubscriptions subscriptions) : IClassFixture<PublishedSubscriptions>
{
    // Rows one by one have no answer to be compared with but the rows themselves.
    private static readonly string[] _details = ["funnel_session_details", "new_subscription_details"];

    [Fact]
    public async Task Every_question_is_answered_as_the_sample_says_it_must_be()
    {
        var expected = new ExpectedFile(subscriptions.Warehouse.Data);
        var asked = (await PagedList.ReadAsync(subscriptions.Api, "/api/v1/saved-queries")).Select(q => q.GetProperty("name").GetString()!);
        Assert.Equal(asked.Except(_details).Order(), expected.SavedQueries.Order());
        await expected.AssertAnsweredAsync(subscriptions.Api);
    }

    [Fact]
    public Task Every_metric_and_saved_query_answers_with_rows() => PackAnswers.AssertAnsweredAsync(subscriptions.Api);

    [Fact]
    public Task Every_metric_is_described_for_people() => PackAnswers.AssertDescribedAsync(subscriptions.Api);

    [Fact]
    public Task Everything_the_inventory_names_is_there() =>
        Inventory.AssertThereAsync(subscriptions.Api, "subscriptions", subscriptions.AdminKey);

    [Fact]
    public Task The_pack_s_README_asks_every_question() => PackReadme.AssertAskableAsync(subscriptions.Api, "subscriptions");

    [Fact]
    public Task Money_in_several_currencies_is_not_added_up() =>
        subscriptions.Api.RefusedAsync(
            "/api/v1/query?metrics=new_subscription_revenue_as_paid", HttpStatusCode.UnprocessableEntity, "Q230");

    [Fact]
    public async Task Who_somebody_is_cannot_be_asked()
    {
        foreach (var secret in new[] { "email", "postal", "user_id" })
            await subscriptions.Api.RefusedAsync(
                $"/api/v1/query?metrics=new_subscriptions&group_by=profile__{secret}", HttpStatusCode.UnprocessableEntity, "Q201");
    }
}
