using System.Text.RegularExpressions;
using Metrics.Testing;
using Npgsql;

namespace Metrics.Refresh.Tests.Drafting;

/// <summary>The SQL that docs/loading.md gives for what no load reads.</summary>
public sealed partial class GuideSqlTests
{
    private static readonly string?[] Expected =
    [
        "1234.50", "1234.50", "1234.50", "5.00", "12.50", "-5.00", "-1234.50", "-5.00", "-5.00", "-5.00", "50.00", "2.50",
        "1234.50", "1234.50", "5.50", "5.00", "-3.50", "-5000.00",
        null, "7.50", "0.50", "5.00", null, "7.50", "-5.00", "5.00", "-5.00", "2026-11-28", "2026-01-01", "2025-12-09",
        "2026-11-28 00:00:00", "Bern", "a",
    ];

    [Fact]
    public async Task The_guides_SQL_reads_each_of_its_examples()
    {
        var guide = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "loading.md"));
        var table = guide[guide.IndexOf("| it says |", StringComparison.Ordinal)..];
        var rows = table.Split('\n').Skip(2).TakeWhile(l => l.StartsWith('|')).Select(l => l.Split('|')).ToList();
        await using var connection = new NpgsqlConnection(PostgresServer.Shared.CreateDatabase());
        await connection.OpenAsync();
        var seen = new List<string?>();
        foreach (var (says, sql) in rows.Select(r => (r[1], Code().Match(r[2]).Groups[1].Value)))
        {
            var examples = Code().Matches(says).Select(m => m.Groups[1].Value).DefaultIfEmpty("1795824000");
            foreach (var example in examples)
            {
                // The column's name is the word that the SQL has for it.
                var (name, type) = sql switch
                {
                    _ when sql.Contains("seconds", StringComparison.Ordinal) => ("seconds", "bigint"),
                    _ when sql.Contains("month", StringComparison.Ordinal) => ("month", "int"),
                    _ when sql.Contains("day", StringComparison.Ordinal) => ("day", "text"),
                    _ when sql.Contains("address", StringComparison.Ordinal) => ("address", "jsonb"),
                    _ when sql.Contains("tags", StringComparison.Ordinal) => ("tags", "jsonb"),
                    _ => ("amount", "text"),
                };
                await using var command = new NpgsqlCommand(
                    $"select ({sql} {(name == "seconds" ? "at time zone 'UTC'" : "")})::text from (select $1::text::{type} as {name}) t",
                    connection);
                command.Parameters.AddWithValue(example);
                seen.Add(await command.ExecuteScalarAsync() as string);
            }
        }

        Assert.Equal(Expected, seen);
        // What has no number in it breaks no model.
        foreach (var none in new[] { "-", "k. A.", "" })
        {
            foreach (var row in rows.Take(4))
            {
                await using var command = new NpgsqlCommand(
                    $"select {Code().Match(row[2]).Groups[1].Value} from (select $1::text as amount) t", connection);
                command.Parameters.AddWithValue(none);
                Assert.Equal(DBNull.Value, await command.ExecuteScalarAsync());
            }
        }
    }

    [Theory]
    [InlineData("19.99 - incl. VAT", "19.99")]
    [InlineData("6-pack", "6.00")]
    [InlineData("Total – 5.00", "5.00")]
    [InlineData("–5.00", "-5.00")]
    [InlineData("5.00 – €", "-5.00")]
    public async Task The_guides_SQL_takes_for_a_minus_only_what_is_one(string value, string read)
    {
        var guide = await File.ReadAllLinesAsync(Path.Combine(Repository.Root, "docs", "loading.md"));
        await using var connection = new NpgsqlConnection(PostgresServer.Shared.CreateDatabase());
        await connection.OpenAsync();
        var row = guide.SkipWhile(l => !l.StartsWith("| it says |", StringComparison.Ordinal)).Skip(2).First();
        await using var command = new NpgsqlCommand(
            $"select ({Code().Match(row.Split('|')[2]).Groups[1].Value})::text from (select $1::text as amount) t", connection);
        command.Parameters.AddWithValue(value);
        Assert.Equal(read, await command.ExecuteScalarAsync());
    }

    [Theory]
    [InlineData("1-5")]
    [InlineData("$56.7M")]
    [InlineData("2 x 3")]
    [InlineData("4 of 5")]
    [InlineData("5.00 CR")]
    [InlineData("5,00 dr")]
    [InlineData("5,00 H")]
    public async Task The_guides_SQL_makes_no_other_number_of_a_value_that_it_does_not_know(string value)
    {
        var guide = await File.ReadAllLinesAsync(Path.Combine(Repository.Root, "docs", "loading.md"));
        await using var connection = new NpgsqlConnection(PostgresServer.Shared.CreateDatabase());
        await connection.OpenAsync();
        foreach (var row in guide.SkipWhile(l => !l.StartsWith("| it says |", StringComparison.Ordinal)).Skip(2).Take(2))
        {
            await using var command = new NpgsqlCommand(
                $"select {Code().Match(row.Split('|')[2]).Groups[1].Value} from (select $1::text as amount) t", connection);
            command.Parameters.AddWithValue(value);
            await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteScalarAsync());
        }
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();
}
