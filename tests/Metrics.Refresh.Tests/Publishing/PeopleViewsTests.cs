using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Refreshing;
using Metrics.Refresh.Publishing;
using Metrics.Refresh.State;
using Metrics.Refresh.Tests.State;
using Npgsql;

namespace Metrics.Refresh.Tests.Publishing;

public sealed class PeopleViewsTests
{
    [Fact]
    public async Task The_view_follows_the_pointer()
    {
        await using var test = await TestWarehouse.CreateAsync();
        await test.RunAsync("sales", "select 1 as id");
        Assert.Empty(await RepointAsync(test));
        Assert.Equal(1, await test.ScalarAsync<int>("select id from gold.sales"));
        await test.RunAsync("sales", "select 2 as id");
        Assert.Empty(await RepointAsync(test));
        Assert.Equal(2, await test.ScalarAsync<int>("select id from gold.sales"));
    }

    [Fact]
    public async Task Repointing_what_is_already_right_touches_nothing()
    {
        await using var test = await TestWarehouse.CreateAsync();
        await test.RunAsync("sales", "select 1 as id");
        await RepointAsync(test);
        const string Views = "select c.xmin::text || c.oid::text from pg_class c where c.oid = 'gold.sales'::regclass";
        var before = await test.ScalarAsync<string>(Views);
        Assert.Empty(await RepointAsync(test));
        Assert.Equal(before, await test.ScalarAsync<string>(Views));
    }

    [Fact]
    public async Task A_view_made_anew_for_a_changed_type_keeps_its_grants_comments_and_options()
    {
        await using var test = await TestWarehouse.CreateAsync();
        await test.RunAsync("sales", "select 1 as id, 2 as amount, 3 as gone");
        await RepointAsync(test);
        var role = $"reader_{Guid.NewGuid():n}";
        await test.ExecuteAsync(
            $"""
            create role {role};
            create role {role}2;
            grant select on gold.sales to {role} with grant option;
            grant select (id, gone), update (amount) on gold.sales to public;
            comment on view gold.sales is 'what''s sold';
            comment on column gold.sales.amount is 'in euro';
            alter view gold.sales set (security_barrier = true);
            alter default privileges in schema gold grant select on tables to {role}2
            """);
        var before = await test.ScalarAsync<uint>("select 'gold.sales'::regclass::oid");
        await test.RunAsync("sales", "select 1 as id, 2::bigint as amount");
        Assert.Empty(await RepointAsync(test));

        Assert.NotEqual(before, await test.ScalarAsync<uint>("select 'gold.sales'::regclass::oid"));
        Assert.Equal("bigint", await test.ScalarAsync<string>("select pg_typeof(amount)::text from gold.sales"));
        Assert.True(await test.ScalarAsync<bool>($"select has_table_privilege('{role}', 'gold.sales', 'select with grant option')"));
        Assert.Equal(1L, await test.ScalarAsync<long>(
            $"select count(distinct x.grantee) from pg_class c, aclexplode(c.relacl) x "
            + "where c.oid = 'gold.sales'::regclass and x.grantee <> c.relowner"));
        Assert.Equal("id,amount", await test.ScalarAsync<string>(
            "select string_agg(attname, ',' order by attnum) from pg_attribute "
            + "where attrelid = 'gold.sales'::regclass and attacl is not null"));
        Assert.Equal("what's sold", await test.ScalarAsync<string>("select obj_description('gold.sales'::regclass, 'pg_class')"));
        Assert.Equal("in euro", await test.ScalarAsync<string>("select col_description('gold.sales'::regclass, 2)"));
        Assert.Equal(
            "security_barrier=true",
            await test.ScalarAsync<string>("select reloptions[1] from pg_class where oid = 'gold.sales'::regclass"));
    }

    [Fact]
    public async Task A_persons_own_view_is_never_dropped_with_ours()
    {
        await using var test = await TestWarehouse.CreateAsync();
        await test.RunAsync("sales", "select 1 as id");
        await RepointAsync(test);
        await test.ExecuteAsync("create view public.my_report as select id from gold.sales");
        await test.RunAsync("sales", "select 2::bigint as id");
        var warning = Assert.Single(await RepointAsync(test));
        Assert.Equal(DiagnosticCode.ViewNotRepointed, warning.Code);
        Assert.Equal(DiagnosticSeverity.Warning, warning.Severity);
        Assert.Contains("my_report", warning.Message, StringComparison.Ordinal);
        Assert.Equal(1, await test.ScalarAsync<int>("select id from public.my_report"));
        await test.ExecuteAsync("drop view public.my_report");
        Assert.Empty(await RepointAsync(test));
        Assert.Equal(2L, await test.ScalarAsync<long>("select id from gold.sales"));
    }

    [Fact]
    public async Task A_view_that_somebody_reads_for_long_is_left_and_mended_by_the_next_run()
    {
        await using var test = await TestWarehouse.CreateAsync();
        await test.RunAsync("sales", "select 1 as id");
        await RepointAsync(test);
        await using var reader = await test.ConnectAsync("reader");
        await using (await reader.BeginTransactionAsync())
        {
            await TestWarehouse.ExecuteAsync(reader, "select * from gold.sales");
            await test.RunAsync("sales", "select 2 as id");
            Assert.Contains("in use", Assert.Single(await RepointAsync(test)).Message, StringComparison.Ordinal);
        }

        Assert.Equal(1, await test.ScalarAsync<int>("select id from gold.sales"));
        Assert.Empty(await RepointAsync(test));
        Assert.Equal(2, await test.ScalarAsync<int>("select id from gold.sales"));
    }

    [Fact]
    public async Task Something_else_of_the_views_name_is_not_replaced()
    {
        await using var test = await TestWarehouse.CreateAsync();
        await test.ExecuteAsync("create view gold.sales as select 'mine' as id");
        await test.RunAsync("sales", "select 1 as id");
        Assert.Single(await RepointAsync(test));
        Assert.Equal("mine", await test.ScalarAsync<string>("select id from gold.sales"));
    }

    [Fact]
    public async Task A_view_dropped_by_hand_comes_back_and_that_of_a_retired_model_goes()
    {
        await using var test = await TestWarehouse.CreateAsync();
        await test.RunAsync("sales", "select 1 as id");
        await RepointAsync(test);
        await test.ExecuteAsync("drop view gold.sales");
        Assert.Empty(await RepointAsync(test));
        Assert.Equal(1, await test.ScalarAsync<int>("select id from gold.sales"));
        await using (var grant = await test.StartRunAsync())
            await test.Publisher.PublishAsync(grant, TestWarehouse.Request() with { Retired = ["sales"] }, default);
        Assert.Empty(await RepointAsync(test));
        Assert.False(await test.ScalarAsync<bool>("select to_regclass('gold.sales') is not null"));
    }

    [Fact]
    public async Task Rejected_rows_have_a_view_and_bookkeeping_columns_have_none()
    {
        await using var test = await TestWarehouse.CreateAsync();
        await using var grant = await test.StartRunAsync();
        var log = new VersionLog(grant.Data, test.Clock);
        var version = await log.NextVersionAsync("shop__sales", default);
        await using (var connection = await grant.Data.OpenConnectionAsync())
        {
            await TestWarehouse.ExecuteAsync(connection,
                """
                create table store.sales_rows as select * from (values (1, 1, null::int), (2, 1, 1), (3, 2, null)) t (id, _v_from, _v_to);
                create table store.sales_rej as select 7 as line, 'not a number' as reason
                """);
            await log.RegisterAsync(connection, grant.Term, new BuiltVersion
            {
                Model = "shop__sales", Pack = "shop", Layer = Layer.Bronze, Materialization = "incremental", Version = version,
                Relation = "sales_rows",
                RejectsRelation = "sales_rej", RowsAt = version, Fingerprint = "f", Columns = [new TableColumn("id", "integer")], Keys = [],
                Ancestors = [], AsOf = null, Rows = 1, Rejected = [],
            }, default);
        }

        await test.Publisher.PublishAsync(grant, TestWarehouse.Request() with { Moves = [new Move("shop__sales", version)] }, default);
        Assert.Empty(await new PeopleViews(test.Clock).RepointAsync(grant, default));
        Assert.Equal("1", await test.ScalarAsync<string>("select string_agg(id::text, ' ' order by id) from bronze.shop__sales"));
        Assert.Equal("7 not a number", await test.ScalarAsync<string>("select line || ' ' || reason from bronze.shop__sales__rejected"));
        Assert.Equal(
            0L,
            await test.ScalarAsync<long>(
                "select count(*) from pg_attribute where attrelid = 'bronze.shop__sales'::regclass and attname like '\\_v%'"));
    }

    private static async Task<EquatableList<Diagnostic>> RepointAsync(TestWarehouse test)
    {
        await using var grant = await test.AcquireAsync();
        return await new PeopleViews(test.Clock).RepointAsync(grant, default);
    }
}
