using Metrics.Api.Tests.Packs;

namespace Metrics.Api.Tests.Greenery;

/// <summary>The plant shop over made-up files of its normal size, asked over HTTP.</summary>
public sealed class GreeneryTests(PublishedGreenery greenery) : IClassFixture<PublishedGreenery>
{
    [Fact]
    public async Task Every_question_is_answered_as_the_sample_says_it_must_be()
    {
        var expected = new ExpectedFile(greenery.Warehouse.Data);
        var asked = (await PagedList.ReadAsync(greenery.Api, "/api/v1/saved-queries")).Select(q => q.GetProperty("name").GetString()!);
        Assert.Equal(asked.Order(), expected.SavedQueries.Order());
        await expected.AssertAnsweredAsync(greenery.Api);
    }

    [Fact]
    public Task Every_metric_and_saved_query_answers_with_rows() => PackAnswers.AssertAnsweredAsync(greenery.Api);

    [Fact]
    public Task Every_metric_is_described_for_people() => PackAnswers.AssertDescribedAsync(greenery.Api);

    [Fact]
    public Task Everything_the_inventory_names_is_there() => Inventory.AssertThereAsync(greenery.Api, "greenery", greenery.AdminKey);

    [Fact]
    public Task The_pack_s_README_asks_every_question() => PackReadme.AssertAskableAsync(greenery.Api, "greenery");

    [Fact]
    public async Task A_metric_is_found_by_another_word_for_it()
    {
        var (_, found) = await greenery.Api.GetAsync("/api/v1/metrics?search=repurchase");
        Assert.Equal("repeat_rate", Assert.Single(found.GetProperty("items").EnumerateArray()).GetProperty("name").GetString());
    }

    [Fact]
    public async Task Who_a_user_is_cannot_be_asked()
    {
        foreach (var secret in new[] { "email", "first_name", "last_name", "phone_number", "address" })
            await greenery.Api.RefusedAsync(
                $"/api/v1/query?metrics=purchasers&group_by=user__{secret}", System.Net.HttpStatusCode.UnprocessableEntity, "Q201");
    }
}
