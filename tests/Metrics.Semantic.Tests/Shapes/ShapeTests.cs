using System.Globalization;
using Metrics.Domain.Results;
using Metrics.Testing;
using ValueType = Metrics.Domain.Results.ValueType;
using Xunit.Abstractions;

namespace Metrics.Semantic.Tests.Shapes;

/// <summary>Random questions over random stars and snowflakes get the rows that a brute force computes; each refusal is one that it would make too.</summary>
[Trait("Needs", "PostgreSQL")]
[Trait("Draws", "Wild")]
public sealed class ShapeTests(ITestOutputHelper output)
{
    private static readonly int Schemas = Draws.Count(20, 200);
    private const int Questions = 100;

    [Fact]
    public async Task Answers_and_refusals_equal_those_of_a_brute_force()
    {
        var seed = Draws.Seed(63);
        output.WriteLine($"seed {seed} (METRICS_SEED={seed} runs it again)");
        var (answered, refused, rows) = (0, 0, 0L);
        for (var i = 0; i < Schemas; i++)
        {
            var schema = new RandomSchema((seed * 100) + i);
            var names = new Names(schema);
            await using var bed = await SemanticBed.StartAsync(schema.Sql(), schema.Yaml());
            for (var q = 0; q < Questions; q++)
            {
                var question = new ShapeQuestion(schema, names, (seed * 100_000) + (i * 1000) + q);
                var found = await CheckAsync(bed, names, question, $"seed {seed}, schema {i}, question {q}: {question.Json()}\n");
                (answered, refused, rows) = found < 0 ? (answered, refused + 1, rows) : (answered + 1, refused, rows + found);
            }
        }

        output.WriteLine($"{answered} answered with {rows} rows, {refused} refused");
        Assert.True(answered >= 0.8 * (answered + refused), $"seed {seed}: only {answered} answered, {refused} refused");
    }

    // The number of rows; -1 for a refusal.
    private static async Task<int> CheckAsync(SemanticBed bed, Names names, ShapeQuestion question, string about)
    {
        var outcome = await bed.AskAsync(SemanticBed.Read(question.Json()));
        var brute = new ShapeBruteForce(names, question);
        var expected = brute.Answer();
        if (!outcome.Succeeded(out var answer))
        {
            Assert.True(expected is null, about + outcome.Diagnostics);
            Assert.All(outcome.Diagnostics, d => Assert.True(brute.Codes.Contains(d.Code.Id), $"{about}{d}\nnot one of {string.Join(", ", brute.Codes)}"));
            return -1;
        }

        if (expected is null)
            Assert.Fail($"{about}answered, though it must be refused with {string.Join(", ", brute.Codes)}\n{(await bed.ExplainAsync(question.Json())).Statement}");
        var given = Rows(answer.Table).Order(StringComparer.Ordinal).ToList();
        expected.Sort(StringComparer.Ordinal);
        if (!given.SequenceEqual(expected))
        {
            Assert.Fail($"{about}surplus: {string.Join("; ", given.Except(expected).Take(5))}\nmissing: {string.Join("; ", expected.Except(given).Take(5))}\n"
                + $"{given.Count} rows, expected {expected.Count}\n{(await bed.ExplainAsync(question.Json())).Statement}");
        }

        return given.Count;
    }

    private static IEnumerable<string> Rows(ResultTable table) => Cells.Of(table, everyDigit: true)
        .Select(row => string.Join(" | ", row.Select((cell, i) => IsNumber(table.Columns[i].Type) && cell.Length > 0 ? ShapeBruteForce.Text(double.Parse(cell, CultureInfo.InvariantCulture)) : cell)));

    private static bool IsNumber(ValueType type) => type is ValueType.Integer or ValueType.Decimal or ValueType.Double;
}
