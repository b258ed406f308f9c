using System.Text.RegularExpressions;
using Metrics.Answering.Admission;
using Metrics.Answering.Answers;
using Metrics.Answering.Caching;
using Metrics.Domain.Results;
using Metrics.Testing;
using Npgsql;

namespace Metrics.Semantic.Tests.Resolution;

/// <summary>Values are listed once a version and searched in memory; what is found is what the database would find.</summary>
[Trait("Needs", "PostgreSQL")]
public sealed class ValueSearchTests
{
    private const string Yaml =
        """
        semantic_models:
          - name: things
            model: ref('thing')
            defaults: {agg_time_dimension: made_on}
            entities: [{name: thing, type: primary, expr: id}]
            dimensions:
              - {name: made_on, type: time, expr: day, type_params: {time_granularity: day}}
              - {name: name, type: categorical}
              - {name: "number", type: categorical, expr: amount}
              - {name: each, type: categorical, expr: "id::text"}
            measures: [{name: count_of_things, agg: count, expr: id, create_metric: true}]
        """;

    private static readonly string[] Words =
    [
        "straße", "STRASSE", "Straße", "İstanbul", "istanbul", "ISTANBUL", "ıstanbul", "ΣΊΣΥΦΟΣ", "σίσυφος", "Ärger", "ärger", "ÄRGER",
            "a'b", "A'B", "100%", "50_50",
        "back\\slash", "", " ", "tab\there", "Ǆ", "ǆ", "ﬀ", "K", "k", "K", "日本", "😀", "e\u0301", "É", "é",
    ];

    private static readonly string[] Searches =
    [
        "s", "S", "ß", "SS", "i", "I", "İ", "ı", "σ", "Σ", "ς", "ä", "Ä", "'", "%", "_",
            "\\", "a'", "STR", "IST", "ist", "k", "K", "K", "ǆ", "Ǆ", "日", "😀", "e", "É", "é", "\u0301",
        "00", "ΟΣ", "  ", "\t", "nothing at all",
    ];

    [Theory]
    [InlineData("")]
    [InlineData("template template0 locale_provider icu icu_locale 'en-US' locale 'C'")]
    [InlineData("template template0 locale_provider icu icu_locale 'tr-TR' locale 'C'")]
    public async Task A_search_finds_what_the_database_finds_in_its_own_locale(string locale)
    {
        var words = Words.Select(w => $"'{w.Replace("'", "''", StringComparison.Ordinal)}'");
        await using var bed = await StartAsync(locale, $"array[{string.Join(", ", words)}]");
        foreach (var search in Searches)
        {
            await using var command = bed.Data.CreateCommand(
                "select distinct name collate \"C\" from store.thing_v1 where name ilike $1 order by 1");
            command.Parameters.AddWithValue($"%{Regex.Replace(search, @"[\\%_]", @"\$0", RegexOptions.None, TimeSpan.FromSeconds(1))}%");
            await using var reader = await command.ExecuteReaderAsync();
            var expected = new List<string>();
            while (await reader.ReadAsync())
                expected.Add(reader.GetString(0));
            Assert.Equal((search, string.Join('|', expected)), (search, string.Join('|', await NamesAsync(bed, "thing__name", search))));
        }
    }

    [Fact]
    public async Task Another_letter_asks_the_engine_nothing_and_a_new_version_once()
    {
        await using var bed = await StartAsync("", "array['Ada', 'Bob', 'Eve']");
        Assert.Equal(CacheDecision.Miss, (await FindAsync(bed, "thing__name", "a")).Cache);
        Assert.Equal(CacheDecision.Hit, (await FindAsync(bed, "thing__name", "b")).Cache);
        Assert.Equal(CacheDecision.Hit, (await FindAsync(bed, "thing__name", null)).Cache);
        await using var second = bed.Data.CreateCommand(
            """
            create table store.thing_v2 as select id, day, amount, name || '!' as name from store.thing_v1;
            alter table store.thing_v2 add unique (id)
            """);
        await second.ExecuteNonQueryAsync();
        await bed.PublishAsync(2);
        var found = await FindAsync(bed, "thing__name", "b");
        Assert.Equal(CacheDecision.Miss, found.Cache);
        Assert.Equal(["Bob!"], Cells.Of(found.Table).Select(r => r.Single()));
    }

    [Fact]
    public async Task Limits_and_whether_there_are_more_are_those_of_what_was_found()
    {
        await using var bed = await StartAsync("", "array['a1', 'a2', 'a3', 'b1']");
        var two = await FindAsync(bed, "thing__name", "a", limit: 2);
        Assert.Equal((2, true), (two.Table.RowCount, two.Table.HasMore));
        var three = await FindAsync(bed, "thing__name", "a", limit: 3);
        Assert.Equal((3, false), (three.Table.RowCount, three.Table.HasMore));
        var capped = await bed.Layer.ValuesAsync("thing__name", "a", 100, AnswerLimits.Default with { MaxRows = 2 }, default);
        Assert.Equal("E330", Assert.Single(capped.Diagnostics).Code.Id);
        Assert.Equal(["1", "3"], await NamesAsync(bed, "thing__number", null, limit: 2));
        Assert.Equal(["2026-01-03"], await NamesAsync(bed, "thing__made_on", "-03"));
    }

    [Fact]
    public async Task A_dimension_of_too_many_values_to_keep_is_still_searched()
    {
        await using var bed = await StartAsync("", "(select array_agg('n' || g) from generate_series(1, 50001) g)");
        var first = await FindAsync(bed, "thing__each", "4999");
        Assert.Equal(CacheDecision.Miss, first.Cache);
        string[] expected =
        [
            "14999", "24999", "34999", "44999", "4999", "49990", "49991", "49992", "49993", "49994",
            "49995", "49996", "49997", "49998", "49999",
        ];
        Assert.Equal(expected, Cells.Of(first.Table).Select(r => r.Single()));
        Assert.Equal(CacheDecision.Hit, (await FindAsync(bed, "thing__each", "4999")).Cache);
    }

    private static async Task<SemanticBed> StartAsync(string locale, string names)
    {
        var database = PostgresServer.Shared.CreateDatabase();
        if (locale.Length > 0)
        {
            var name = $"locale_{Guid.NewGuid():N}";
            await using var connection = new NpgsqlConnection(database);
            await connection.OpenAsync();
            await using var create = new NpgsqlCommand($"create database {name} {locale}", connection);
            await create.ExecuteNonQueryAsync();
            database = new NpgsqlConnectionStringBuilder(database) { Database = name }.ConnectionString;
        }

        return await SemanticBed.StartAsync(
            $"""
            create table store.thing_v1 as
            select n::bigint as id, date '2026-01-01' + (n % 4)::int as day, (2 * n - 1)::bigint as amount,
                name from unnest({names}) with ordinality as t (name, n);
            alter table store.thing_v1 add unique (id);
            """,
            Yaml,
            database);
    }

    private static async Task<IEnumerable<string>> NamesAsync(SemanticBed bed, string dimension, string? search, int limit = 100) =>
        Cells.Of((await FindAsync(bed, dimension, search, limit)).Table).Select(r => r.Single());

    private static async Task<Answer> FindAsync(SemanticBed bed, string dimension, string? search, int limit = 100)
    {
        var found = await bed.Layer.ValuesAsync(dimension, search, limit, AnswerLimits.Default, default);
        Assert.True(found.Succeeded(out var answer), found.Diagnostics.ToString());
        return answer;
    }
}
