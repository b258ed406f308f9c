using System.Text;
using Metrics.Testing;
using static Metrics.Refresh.Tests.Loading.CsvSource;

namespace Metrics.Refresh.Tests.Loading;

public sealed class RoundTripTests
{
    private static readonly string[] Pieces =
        ["\"", ",", "\n", "\r\n", "\r", " ", "a", "bc", "é", "日本", "🎈", "'", "\\", "\t", "\uFEFF", "NULL", ";", "\\N", "\u0001"];

    [Fact]
    public async Task Any_text_comes_out_as_it_went_in()
    {
        await using var store = new Store();
        for (var round = 0; round < 40; round++)
        {
            var seed = Draws.Seed(4711) + round;
            var random = new Random(seed);
            var columns = random.Next(1, 6);
            var rows = Enumerable.Range(0, random.Next(0, 200))
                .Select(_ => Enumerable.Range(0, columns).Select(_ => Value(random)).ToArray()).ToList();
            using var source = new CsvSource(
                [.. Enumerable.Range(0, columns).Select(c => Column($"c{c}"))]).Holding(Write(random, columns, rows));
            var result = await store.LoadAsync(source.Table);
            Assert.True(result.Loaded == rows.Count && result.Rejected == 0, $"seed {seed}: {result}");
            var back = await store.TextsAsync(
                $"select json_build_array({string.Join(", ", Enumerable.Range(0, columns).Select(c => $"c{c}"))})::text from "
                + $"store.{store.Relation}");
            var values = back.Select(json => System.Text.Json.JsonSerializer.Deserialize<string?[]>(json)!).ToList();
            for (var i = 0; i < rows.Count; i++)
                Assert.True(rows[i].SequenceEqual(values[i]), $"seed {seed}, row {i}: {string.Join('|', rows[i])}");
        }
    }

    private static string? Value(Random random) => random.Next(6) switch
    {
        0 => null,
        1 => "",
        _ => string.Concat(Enumerable.Range(0, random.Next(1, 8)).Select(_ => Pieces[random.Next(Pieces.Length)])),
    };

    private static string Write(Random random, int columns, List<string?[]> rows)
    {
        var end = random.Next(2) == 0 ? "\n" : "\r\n";
        var text = new StringBuilder(string.Join(',', Enumerable.Range(0, columns).Select(c => $"c{c}"))).Append(end);
        foreach (var row in rows)
            text.AppendJoin(',', row.Select(v => Field(random, v))).Append(end);
        // The last line break may be missing, unless the last row is an empty line.
        return random.Next(2) == 0 && rows.Count > 0 && rows[^1] is not [null]
            ? text.ToString(0, text.Length - end.Length) : text.ToString();
    }

    private static string Field(Random random, string? value) => value switch
    {
        null => "",
        _ when value.Length > 0 && value.IndexOfAny(['"', ',', '\n', '\r']) < 0 && random.Next(2) == 0 => value,
        _ => $"\"{value.Replace("\"", "\"\"")}\"",
    };
}
