using System.Globalization;
using Dapper;
using Metrics.Domain;
using Metrics.Domain.Results;
using Metrics.Semantic.Engine;
using Metrics.Semantic.Portable;
using Metrics.Semantic.Sql;
using Metrics.Testing;
using Npgsql;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Semantic.Tests.Engines.DuckDb;

/// <summary>Authors' SQL that is read as portable gives the same on both engines, row by row; what is not is named.</summary>
[Trait("Needs", "PostgreSQL")]
public sealed class PortableSqlTests(PortableBed bed) : IClassFixture<PortableBed>
{
    [Theory]
    [InlineData(1, 400)]
    [InlineData(2, 400)]
    [Trait("Draws", "Seeded")]
    public Task Random_expressions_give_the_same(int seed, int count) => RandomAsync(seed, count);

    [Theory]
    [InlineData(77, 20_000)]
    [Trait("Draws", "Wild")]
    public Task Many_random_expressions_give_the_same(int seed, int count) =>
        Environment.GetEnvironmentVariable("METRICS_WILD") is null ? Task.CompletedTask : RandomAsync(seed, count);

    [Theory]
    [InlineData("lower(t)", "lower")]
    [InlineData("now()", "now")]
    [InlineData("t ilike 'a%'", "ilike")]
    [InlineData("t ~ '^a'", "~")]
    [InlineData("i / j", "/ by what may be zero")]
    [InlineData("d / 3", "/ of exact numbers")]
    [InlineData("x::text", "a cast of double to text")]
    [InlineData("t::integer", "a cast of text to integer")]
    [InlineData("day - interval '1 day'", "interval")]
    [InlineData("date_trunc('month', day)", "date_trunc(text, date)")]
    [InlineData("current_date", "current_date")]
    [InlineData("E'a\\n'", "a text with escapes")]
    [InlineData("(select 1)", "select")]
    [InlineData("t || 1", "|| of text and integer")]
    [InlineData("substring(t, 0, 2)", "substring(text, integer, integer)")]
    [InlineData("sum(i) over ()", "over")]
    [InlineData("nullif(i, 0.5) / 2", "/ of exact numbers")]
    [InlineData("t > 'm'", "> of texts")]
    [InlineData("t between 'a' and 'b'", ">= of texts")]
    [InlineData("greatest(t, u)", "greatest(text, text)")]
    [InlineData("0.12345678901234567890123456789", "0.12345678901234567890123456789")]
    [InlineData("ended", "column ended")]
    [InlineData("doc ->> 'a'", "column doc")]
    [InlineData("mood > coalesce(mood, mood)", "> of mood and mood")]
    [InlineData("greatest(mood, mood)", "greatest(mood, mood)")]
    [InlineData("mood = 'sad'", "'sad' as mood")]
    public void What_means_something_else_elsewhere_is_named(string sql, string word) => Assert.Equal(word, bed.Read(sql).Word);

    [Theory]
    [InlineData("case when i > 0 then 'a' when j is null then t else 'c' end")]
    [InlineData("coalesce(nullif(t, ''), 'none') || '/' || left(t, 2)")]
    [InlineData("i / nullif(j, 0)")]
    [InlineData("(i % 7) in (1, 2, null)")]
    [InlineData("d * 1.21 - coalesce(e, 0)")]
    [InlineData("round(d * 1.21, 1)")]
    [InlineData("cast(d as integer)")]
    [InlineData("x::bigint")]
    [InlineData("day between '2026-01-01' and date '2026-06-30'")]
    [InlineData("extract(isodow from day)")]
    [InlineData("date_trunc('week', at)::date")]
    [InlineData("day - date '2026-01-01'")]
    [InlineData("at at time zone 'Europe/Berlin'")]
    [InlineData("(moment at time zone 'America/New_York')::date")]
    [InlineData("t like '%\\_%'")]
    [InlineData("not flag or flag is null and i is distinct from 3")]
    [InlineData("flag is not true")]
    [InlineData("-i * -2")]
    [InlineData("greatest(i, d, 3)")]
    [InlineData("length(trim(t)) + length(ltrim(t)) * 100 + length(rtrim(t)) * 10000")]
    [InlineData("+ + i")]
    [InlineData("nullif(i, 0.5) + 1.5")]
    [InlineData("coalesce(null::numeric, d)")]
    [InlineData("(nullif(i, j)::double precision / 2)::smallint")]
    [InlineData("cast(0.0625 as numeric(4,4)) * -1")]
    [InlineData("-2147483648 + i")]
    [InlineData("extract(year from date '0001-01-01' - 400)")]
    [InlineData("day = date '9999-12-31' or day is null")]
    [InlineData("case when mood = mood then mood end")]
    [InlineData("replace(trim(t), 'a', '')")]
    [InlineData("id::text")]
    [InlineData("sale.i + \"sale\".\"j\"")]
    public async Task What_is_portable_gives_the_same(string sql) => await bed.CheckAsync(sql);

    [Fact]
    public void What_is_nested_or_strung_together_without_end_is_the_stores()
    {
        Assert.Equal(
            "what is nested so deeply",
            bed.Read(string.Concat(Enumerable.Repeat("cast(", 3000)) + "i" + string.Concat(Enumerable.Repeat(" as int)", 3000))).Word);
        Assert.Equal("an expression of so many parts", bed.Read(string.Join(" + ", Enumerable.Repeat("i", 20_000))).Word);
        Assert.Null(bed.Read(string.Join(" + ", Enumerable.Repeat("i", 500))).Word);
    }

    private async Task RandomAsync(int seed, int count)
    {
        var random = new Random(seed);
        var (same, words) = (0, new Dictionary<string, int>(StringComparer.Ordinal));
        for (var i = 0; i < count; i++)
        {
            var sql = new RandomSql(random).Any();
            var word = await bed.CheckAsync(sql, $"seed {seed}, expression {i}");
            if (word is null)
                same++;
            else
                words[word] = words.GetValueOrDefault(word) + 1;
        }

        // Else the generator has gone beyond what is read.
        Assert.True(
            same > count / 2,
            $"{same} of {count} were portable: "
                + $"{string.Join("; ", words.OrderByDescending(w => w.Value).Take(20).Select(w => $"{w.Key} {w.Value}"))}");
    }
}

/// <summary>A table with columns of every type and rows at every edge of them.</summary>
public sealed class PortableBed : IAsyncLifetime
{
    private const string Table =
        """
        create schema store;
        create type mood as enum ('sad', 'glad');
        create table store.sale_v1 (n int primary key, i integer, j integer, s smallint, b bigint, d numeric(12,2), e numeric(20,6),
          x double precision, t text, u text, flag boolean, day date,
          at timestamp, moment timestamptz, id uuid, mood mood, ended timestamp, doc jsonb);
        insert into store.sale_v1
        select n, v[1 + n % 7], v[1 + (n / 7) % 7], v[1 + n % 5], v[1 + n % 7]::bigint * 1000003,
          (v[1 + n % 7] * 37 / 8.0)::numeric(12,2), (v[1 + (n / 3) % 7] * 1.000005)::numeric(20,6),
          v[1 + n % 7] * 0.37::float8, w[1 + n % 9], w[1 + (n / 9) % 9], case n % 3 when 0 then true when 1 then false end,
          case when n % 11 > 0 then date '2025-12-25' + n * 3 end,
          case when n % 13 > 0 then timestamp '2025-12-31 22:30' + n * interval '7 hours 13 minutes' end,
          case when n % 7 > 0 then timestamptz '2026-03-28 22:30Z' + n * interval '1 hour' end,
          case when n % 4 > 0 then ('00000000-0000-0000-0000-' || lpad(n::text, 12, '0'))::uuid end,
          case n % 3 when 0 then 'sad'::mood when 1 then 'glad' end,
          case n % 2 when 0 then timestamp 'infinity' else '2026-01-01' end, '{}'
        from generate_series(1, 120) as g (n),
          (select array[0, 1, -1, null, 7, -13, 32]::int[] as v,
            array['', 'a', 'A', 'né', 'a_b', ' pad ', null, '10%', U&'\00A0a\3000']::text[] as w) as c;
        """;

    private NpgsqlDataSource _data = null!;
    private ColumnarCopy _copy = null!;

    public async Task InitializeAsync()
    {
        _data = NpgsqlDataSource.Create(PostgresServer.Shared.CreateDatabase());
        await using (var connection = await _data.OpenConnectionAsync())
            await connection.ExecuteAsync(Table);
        _copy = new ColumnarCopy(_data);
        await _copy.RefreshAsync();
    }

    public async Task DisposeAsync()
    {
        await _copy.DisposeAsync();
        await _data.DisposeAsync();
    }

    internal (SqlStatement? Statement, string? Word) Read(string sql)
    {
        try
        {
            var statement = _copy.Engine.Dialect.Write(new SqlSelect
            {
                Items = [new SqlItem(new SqlExpression.Authored(sql), "value")],
                From = new SqlSource.Relation("store", "sale_v1", null, [], "sale"),
                OrderBy = [new SqlOrder(new SqlExpression.Column("sale", "n"), Descending: false, IsText: false)],
            });
            return (statement, null);
        }
        catch (NotPortableException foreign)
        {
            return (null, foreign.Word);
        }
    }

    internal async Task<string?> CheckAsync(string sql, string where = "")
    {
        var (statement, word) = Read(sql);
        if (statement is null)
            return word;
        var type = statement.Types[0].Kind == DataKind.Unknown ? ValueType.String : statement.Types[0].Value;
        EquatableList<ResultColumn> columns = [new ResultColumn("value", type, ColumnRole.Dimension)];
        List<string> expected;
        try
        {
            expected = await ExpectedAsync(sql, columns);
        }
        catch (PostgresException e) when (e.SqlState is "22003" or "22008")
        {
            // Out of range: both refuse, or it is never asked.
            expected = [e.MessageText];
        }

        var run = new StatementRun(statement, columns, TimeZoneInfo.Utc, new RowCaps(1000, 1_000_000), null);
        var outcome = await _copy.Engine.ExecuteAsync(run, default);
        if (!outcome.Succeeded(out var table))
        {
            Assert.True(
                expected.Count == 1,
                $"{where}: {sql}\n{outcome.Diagnostics} {string.Join(" ", outcome.Diagnostics.Select(d => d.Cause))}\n{statement}");
            return "out of range";
        }

        // What PostgreSQL refuses as out of range has an answer where its result does not depend on that.
        if (expected.Count == 1)
            return "out of range";
        var given = Cells.Of(table, everyDigit: true).Select(r => r[0]).ToList();
        for (var i = 0; i < expected.Count; i++)
            Assert.True(
                i < given.Count && AreEqual(expected[i], given[i], type),
                $"{where}: {sql}\nrow {i}: PostgreSQL {expected[i]}, DuckDB {(i < given.Count ? given[i] : "none")}\n{statement}");
        return null;
    }

    private static bool AreEqual(string one, string other, ValueType type)
    {
        if (one == other)
            return true;
        if (type != ValueType.Double || one.Length == 0 || other.Length == 0)
            return false;
        var (a, b) = (double.Parse(one, CultureInfo.InvariantCulture), double.Parse(other, CultureInfo.InvariantCulture));
        return Math.Abs(a - b) <= 1e-9 * Math.Abs(a);
    }

    // As an answer of PostgreSQL has it: exact numbers and texts as the server writes them.
    private async Task<List<string>> ExpectedAsync(string sql, EquatableList<ResultColumn> columns)
    {
        var asText = columns[0].Type is ValueType.String or ValueType.Decimal;
        var value = asText ? $"cast(({sql}\n) as text)"
            : columns[0].Type == ValueType.Timestamp ? $"({sql}\n)::timestamptz"
            : $"({sql}\n)";
        var rows = await Cells.QueryAsync(_data, $"select {value} as value from store.sale_v1 as sale order by n", columns);
        return rows.ConvertAll(r => columns[0].Type == ValueType.Decimal && r[0].Contains('.') ? r[0].TrimEnd('0').TrimEnd('.') : r[0]);
    }
}
