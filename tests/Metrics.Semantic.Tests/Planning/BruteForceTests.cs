using System.Globalization;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Results;
using Metrics.Testing;
using ValueType = Metrics.Domain.Results.ValueType;
using Xunit.Abstractions;

namespace Metrics.Semantic.Tests.Planning;

/// <summary>
/// Random questions over random worlds get the rows that a brute force computes, and are refused when it says they must be.
/// </summary>
[Trait("Needs", "PostgreSQL")]
[Trait("Draws", "Wild")]
public sealed class BruteForceTests(ITestOutputHelper output)
{
    private const int Questions = 80;

    public static TheoryData<int> Seeds { get; } = new(Draws.Seeds(50, Draws.Count(10, 50)));

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Answers_equal_those_of_a_brute_force(int seed)
    {
        var world = new RandomWorld(seed);
        await using var bed = await SemanticBed.StartAsync(world.Sql(), world.Yaml());
        var (answered, refused, rows) = (0, 0, 0L);
        for (var i = 0; i < Questions; i++)
        {
            var question = new RandomQuestion(world, (seed * 1000) + i);
            var json = question.Json();
            var outcome = await bed.AskAsync(SemanticBed.Read(json));
            var expected = Expected(world, question, out var why);
            var about = $"seed {seed}, question {i}: {json}\n";
            if (!outcome.Succeeded(out var answer))
            {
                Assert.True(why is not null, about + outcome.Diagnostics);
                Assert.DoesNotContain(outcome.Diagnostics, d => d.Code.Id[0] != 'Q');
                refused++;
                continue;
            }

            Assert.True(why is null, $"{about}answered, though: {why}");
            var difference = Difference(answer.Table, expected);
            if (difference is not null)
                Assert.Fail($"{about}{difference}\n{(await bed.ExplainAsync(json)).Statement}");
            answered++;
            rows += answer.Table.RowCount;
        }

        output.WriteLine($"seed {seed}: {answered} answered with {rows} rows, {refused} refused");
        Assert.True(answered > 0, $"seed {seed}: every question was refused");
    }

    private static List<object?[]> Expected(RandomWorld world, RandomQuestion question, out string? refusal)
    {
        try
        {
            refusal = null;
            return new BruteForce(world, question).Answer();
        }
        catch (RefusedException e)
        {
            refusal = e.Message;
            return [];
        }
    }

    private static string? Difference(ResultTable table, List<object?[]> expected)
    {
        var given = Cells.Of(table, everyDigit: true).ToList();
        if (given.Count != expected.Count)
            return $"{given.Count} rows instead of {expected.Count}";
        for (var row = 0; row < given.Count; row++)
        {
            for (var column = 0; column < table.Columns.Count; column++)
            {
                var type = table.Columns[column].Type;
                var value = expected[row][column] is DateTime utc ? DateTime.SpecifyKind(utc, DateTimeKind.Utc) : expected[row][column];
                if (!IsSame(given[row][column], Cells.Text(value, type), type))
                    return $"row {row}, {table.Columns[column].Name}: '{given[row][column]}' instead of '{Cells.Text(value, type)}'";
            }
        }

        return null;
    }

    // Doubles may be added up in another order.
    private static bool IsSame(string given, string expected, ValueType type)
    {
        if (given == expected || type != ValueType.Double || given.Length == 0 || expected.Length == 0)
            return given == expected;
        var (x, y) = (double.Parse(given, CultureInfo.InvariantCulture), double.Parse(expected, CultureInfo.InvariantCulture));
        return Math.Abs(x - y) <= 1e-9 * Math.Max(1, Math.Abs(y));
    }
}
