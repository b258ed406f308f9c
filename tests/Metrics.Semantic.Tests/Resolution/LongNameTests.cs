using Metrics.Answering.Admission;
using Metrics.Domain.Diagnostics;

namespace Metrics.Semantic.Tests.Resolution;

/// <summary>Names that nobody types cost no more than others, wherever they stand.</summary>
[Trait("Needs", "PostgreSQL")]
public sealed class LongNameTests
{
    [Fact]
    public async Task A_way_through_thousands_of_entities_is_refused_before_it_is_walked()
    {
        await using var bed = await ShopBed.StartAsync();
        foreach (var link in new[] { "a__", "sale__", "shop__" })
        {
            var name = string.Concat(Enumerable.Repeat(link, 60_000 / link.Length)) + "name";
            foreach (var question in new[]
            {
                $$"""{"metrics": ["sales"], "group_by": ["{{name}}"]}""", $$"""{"metrics": ["sales"], "where": ["{{name}} = 'x'"]}""",
                $$"""{"metrics": ["sales"], "order_by": ["{{name}}"]}""", $$"""{"group_by": ["{{name}}"]}""",
            })
            {
                var outcome = await bed.Layer.AnswerAsync(SemanticBed.Read(question), [], AnswerLimits.Default, default)
                    .WaitAsync(TimeSpan.FromMinutes(1), TimeProvider.System);
                Assert.False(outcome.Succeeded(out _));
            }
        }
    }

    [Fact]
    public async Task A_question_to_be_completed_compares_with_few_values()
    {
        await using var bed = await ShopBed.StartAsync();
        var values = string.Join(", ", Enumerable.Range(0, 1_001));
        var query = SemanticBed.Read($$"""{"metrics": ["sales"], "where": ["sales in ({{values}})"]}""");
        var refused = await bed.Layer.ComposablesAsync(bed.Layer.Take(principal: null), query, AnswerLimits.Default, default);
        Assert.Equal(DiagnosticCode.MalformedRequest, Assert.Single(refused.Diagnostics).Code);
        Assert.True((await bed.Layer.AnswerAsync(query, [], AnswerLimits.Default, default)).Succeeded(out _));
    }
}
