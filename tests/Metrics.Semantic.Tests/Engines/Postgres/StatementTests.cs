using Metrics.Domain.Diagnostics;
using Metrics.Domain.Results;
using Metrics.Engines.Postgres;
using Metrics.Semantic.Sql;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Semantic.Tests.Engines.Postgres;

[Trait("Needs", "PostgreSQL")]
public sealed class StatementTests : IAsyncDisposable
{
    private readonly EngineBed _bed = new();

    public ValueTask DisposeAsync() => _bed.DisposeAsync();

    public static TheoryData<object, string, string> Parameters => new()
    {
        { "it's; drop table x -- ", "text", "it's; drop table x -- " },
        { "ES", "character varying", "ES" },
        { "7d444840-9dc0-11d1-b245-5ffdce74fad2", "uuid", "7d444840-9dc0-11d1-b245-5ffdce74fad2" },
        { "123456789012345678901234567890.5", "numeric", "123456789012345678901234567890.5" },
        { 5L, "bigint", "5" },
        { 5L, "integer", "5" },
        { 5L, "smallint", "5" },
        { 5L, "numeric(12,2)", "5.00" },
        { 5L, "double precision", "5" },
        { 1.25m, "double precision", "1.25" },
        { 1234.50m, "numeric", "1234.50" },
        { 0.1, "double precision", "0.1" },
        { true, "boolean", "true" },
        { new DateOnly(2026, 2, 28), "date", "2026-02-28" },
        { new DateTime(2026, 2, 28, 1, 2, 3), "timestamp without time zone", "2026-02-28 01:02:03" },
        { new DateTime(2026, 2, 28, 1, 2, 3, DateTimeKind.Utc), "timestamp", "2026-02-28 01:02:03" },
        { new DateTime(2026, 2, 28, 1, 2, 3), "timestamp with time zone", "2026-02-28 01:02:03+00" },
    };

    [Theory]
    [MemberData(nameof(Parameters))]
    public async Task Values_travel_beside_the_statement_as_the_type_they_are_said_to_be(object value, string type, string text)
    {
        var outcome = await _bed.AskAsync(
            $"select $1::{type}::text, pg_typeof($1::{type})::text", [ValueType.String, ValueType.String], parameters: Of(value, type));
        Assert.True(outcome.Succeeded(out var table), outcome.Diagnostics.ToString());
        Assert.Equal(text, ((Domain.Results.ColumnValues.Texts)table.Values[0]).Items[0]);
    }

    [Fact]
    public async Task Values_that_are_no_text_need_no_cast_in_the_statement()
    {
        await _bed.OwnerAsync("create table t as select 1::bigint as id, 'x'::varchar(5) as name, '2026-01-01'::date as day");
        var outcome = await _bed.AskAsync(
            "select id from t where id = $1 and name = $2 and day >= $3 and day < $4", [ValueType.Integer], parameters:
            [Of(1L, "bigint"), Of("x", "character varying"), Of(new DateOnly(2026, 1, 1), "date"),
                Of(new DateTime(2026, 1, 2), "timestamp")]);
        Assert.Equal(1, outcome.Value!.RowCount);
    }

    private static StatementParameter Of(object value, string type) =>
        new(value, type == "timestamp" ? DataType.LocalTime : PostgresTypes.Read(type), type);

    [Fact]
    public async Task Statements_may_only_read()
    {
        await _bed.OwnerAsync("create table t (id int)");
        var refusal = await _bed.RefusalAsync("insert into t values (1) returning id", ValueType.Integer);
        Assert.Equal(DiagnosticCode.EngineRefused, refusal.Code);
        Assert.Contains("25006", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_that_is_gone_is_told_from_other_refusals()
    {
        await _bed.OwnerAsync("create table t as select 1 as id");
        for (var i = 0; i < 5; i++)
            Assert.Equal([1L], await _bed.ColumnAsync("select id from public.t", ValueType.Integer));
        await _bed.OwnerAsync("drop table t");
        // Prepared by now, and not.
        Assert.Equal(DiagnosticCode.RelationGone, (await _bed.RefusalAsync("select id from public.t", ValueType.Integer)).Code);
        Assert.Equal(DiagnosticCode.RelationGone, (await _bed.RefusalAsync("select 1 from store.sales_v7", ValueType.Integer)).Code);
        Assert.Equal(DiagnosticCode.EngineRefused, (await _bed.RefusalAsync("select nothing from pg_class", ValueType.Integer)).Code);
    }

    [Fact]
    public async Task A_table_of_another_shape_under_its_old_name_is_read_as_it_is_now()
    {
        await _bed.OwnerAsync("create table t as select 1::int as id");
        for (var i = 0; i < 5; i++)
            Assert.Equal([1L], await _bed.ColumnAsync("select * from public.t", ValueType.Integer));
        await _bed.OwnerAsync("drop table t; create table t as select 2::bigint as id");
        Assert.Equal([2L], await _bed.ColumnAsync("select * from public.t", ValueType.Integer));
    }

    [Fact]
    public async Task A_refusal_quotes_no_row()
    {
        await _bed.OwnerAsync("create table t as select '4111-secret' as card");
        var refusal = await _bed.RefusalAsync("select card::bigint from public.t", ValueType.Integer);
        Assert.Equal(DiagnosticCode.EngineRefused, refusal.Code);
        Assert.Contains("22P02", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refusal.ToString(), StringComparison.Ordinal);
        Assert.Contains(
            "22012, division by zero", (await _bed.RefusalAsync("select 1 / 0", ValueType.Integer)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_statement_of_other_columns_than_planned_is_our_mistake() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => _bed.AskAsync("select 1, 2", [ValueType.Integer]));
}
