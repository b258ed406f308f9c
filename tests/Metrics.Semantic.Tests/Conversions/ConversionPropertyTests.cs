using System.Globalization;
using Metrics.Testing;

namespace Metrics.Semantic.Tests.Conversions;

/// <summary>Conversions of random events equal those found by comparing every event with every other.</summary>
[Trait("Needs", "PostgreSQL")]
[Trait("Draws", "Wild")]
public sealed class ConversionPropertyTests
{
    private const int Questions = 80;

    public static TheoryData<int> Seeds { get; } = new(Draws.Seeds(167, Draws.Count(4, 25)));

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Conversions_equal_those_of_a_brute_force(int seed)
    {
        var world = new ConversionWorld(seed);
        await using var bed = await SemanticBed.StartAsync(world.Sql(), ConversionCatalog.Yaml);
        var different = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < Questions; i++)
        {
            var question = new ConversionQuestion(world, (seed * 1000) + i);
            var json = question.Json();
            var outcome = await bed.AskAsync(SemanticBed.Read(json));
            Assert.True(outcome.Succeeded(out var answer), $"seed {seed}, question {i}: {json}\n{outcome.Diagnostics}");
            var given = Cells.Of(answer.Table, everyDigit: true).Select(r => string.Join(" | ", r)).Order(StringComparer.Ordinal).ToList();
            var expected = question.Answer();
            Assert.True(
                expected.SequenceEqual(given),
                $"seed {seed}, question {i}: {json}\nexpected\n{string.Join('\n', expected)}\ngiven\n{string.Join('\n', given)}");
            different.UnionWith(given);
        }

        // Else everything might be equal because everything is empty.
        Assert.True(different.Count > 100, $"seed {seed}: only {different.Count} different rows");
    }
}
