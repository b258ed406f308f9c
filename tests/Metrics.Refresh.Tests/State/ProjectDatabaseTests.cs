using Metrics.Refresh.State;
using Metrics.Refresh.Tests.Runs;
using Metrics.Testing;
using Npgsql;

namespace Metrics.Refresh.Tests.State;

/// <summary>What the scripts call a project's database, and how they find it again.</summary>
public sealed class ProjectDatabaseTests
{
    [Theory]
    [InlineData("shop", "shop")]
    [InlineData("shop_2", "shop_2")]
    [InlineData("my-shop", "my_shop_")]
    [InlineData("Café", "caf_")]
    [InlineData("Caf", "caf_")]
    [InlineData("магазин", "project_")]
    [InlineData("商店", "project_")]
    [InlineData("2026", "project_2026_")]
    [InlineData("metrics", "project_metrics_")]
    [InlineData("pg_shop", "project_pg_shop_")]
    public void A_plain_name_is_the_databases_and_any_other_has_its_sum_behind_it(string project, string starts)
    {
        var name = ProjectDatabase.NameFor(project);
        Assert.StartsWith(starts, name, StringComparison.Ordinal);
        Assert.Equal(starts == project ? starts.Length : starts.Length + 8, name.Length);
        Assert.Matches("^[a-z_][a-z0-9_]*$", name);
    }

    [Fact]
    public void Names_that_are_alike_never_meet()
    {
        string[] projects =
        [
            "my-shop", "my_shop", "My shop", "Café", "Caf", "магазин", "商店", "商", new('x', 40), new('x', 41), new('x', 42),
            $"{new string('x', 300)}a", $"{new string('x', 300)}b", "it's \"quoted\"", "its quoted",
        ];
        var names = projects.Select(ProjectDatabase.NameFor).ToList();
        Assert.Equal(projects.Length, names.Distinct().Count());
        Assert.All(names, n => Assert.InRange(n.Length, 1, 49));
    }

    // A server of its own, since whose databases there are is the whole server's.
    [Fact]
    public async Task A_database_is_found_by_its_owner_and_the_usual_one_is_not_given_away_twice()
    {
        using var server = PostgresServer.Start();
        using var bed = ShopProject.Write(new RefreshBed(server));
        bed.Write("metrics.yml", "name: \"Shop's\"\r\nvars: {paid: paid}\r\n");
        Assert.Equal(ProjectDatabase.NameFor("Shop's"), await NameAsync(bed));
        Assert.Equal("metrics", await NameAsync(bed, "--usual", "metrics"));
        await bed.SucceedAsync();
        var database = new NpgsqlConnectionStringBuilder(bed.ConnectionString).Database!;
        Assert.Equal(database, await NameAsync(bed));
        Assert.Equal(database, await NameAsync(bed, "--usual", "metrics"));
        bed.Write("metrics.yml", "name: other\nvars: {paid: paid}\n");
        Assert.Equal("other", await NameAsync(bed));
        Assert.Equal("other", await NameAsync(bed, "--usual", database));
        await bed.ExecuteAsync("delete from ops.project");
        Assert.Equal(database, await NameAsync(bed));
    }

    [Fact]
    public async Task Roles_of_a_database_whose_name_begins_as_PostgreSQLs_own_roles_do_begin_otherwise()
    {
        using var server = PostgresServer.Start();
        using var bed = new RefreshBed(server);
        await bed.ExecuteAsync("create database pg_shop");
        var builder = new NpgsqlConnectionStringBuilder(bed.ConnectionString) { Database = "pg_shop" };
        await using var warehouse = new Warehouse(builder.ConnectionString, TimeProvider.System);
        Assert.Empty((await warehouse.MigrateAsync("secret", default)).Diagnostics);
        Assert.Equal("metrics_pg_shop_analyst metrics_pg_shop_api metrics_pg_shop_bi", await bed.ScalarAsync<string>(
            "select string_agg(rolname, ' ' order by rolname) from pg_roles where rolname ~ '_(api|bi|analyst)$'"));
    }

    [Fact]
    public async Task A_role_that_somebody_else_made_keeps_its_password_until_it_is_said_that_it_is_meant()
    {
        using var server = PostgresServer.Start();
        using var bed = new RefreshBed(server);
        var role = $"{new NpgsqlConnectionStringBuilder(bed.ConnectionString).Database}_api";
        await bed.ExecuteAsync($"create role {role} login password 'of-somebody'");
        var password = $"select rolpassword from pg_authid where rolname = '{role}'";
        var before = await bed.ScalarAsync<string>(password);
        await using var warehouse = new Warehouse(bed.ConnectionString, TimeProvider.System);
        var refused = Assert.Single((await warehouse.MigrateAsync("secret-4711", default)).Diagnostics);
        Assert.Equal("R137", refused.Code.Id);
        Assert.Contains(role, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("4711", refused.ToString(), StringComparison.Ordinal);
        Assert.Equal(before, await bed.ScalarAsync<string>(password));
        await bed.ExecuteAsync($"comment on role {role} is 'made by metrics'");
        Assert.Empty((await warehouse.MigrateAsync("secret-4711", default)).Diagnostics);
        Assert.NotEqual(before, await bed.ScalarAsync<string>(password));
    }

    [Fact]
    public async Task Roles_that_somebody_else_made_are_given_nothing_with_or_without_a_password()
    {
        using var server = PostgresServer.Start();
        using var bed = ShopProject.Write(new RefreshBed(server));
        var database = new NpgsqlConnectionStringBuilder(bed.ConnectionString).Database;
        string[] roles = [$"{database}_analyst", $"{database}_api", $"{database}_bi"];
        await bed.ExecuteAsync(string.Join(";", roles.Select(r => $"create role {r} login")));
        await bed.SucceedAsync();
        await using var warehouse = new Warehouse(bed.ConnectionString, TimeProvider.System);
        Assert.Empty((await warehouse.MigrateAsync(null, default)).Diagnostics);
        foreach (var role in roles)
        {
            Assert.Contains(role, warehouse.RolesNote, StringComparison.Ordinal);
            Assert.Equal(0, await bed.ScalarAsync<long>(
                $"""
                select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where n.nspname in ('ops', 'store', 'gold', 'silver', 'bronze') and c.relkind in ('r', 'v')
                  and has_table_privilege('{role}', c.oid, 'select')
                """));
        }

        await bed.ExecuteAsync($"comment on role {roles[2]} is 'made by metrics'");
        await bed.SucceedAsync();
        Assert.True(await bed.ScalarAsync<bool>($"select has_table_privilege('{roles[2]}', 'gold.sales', 'select')"));
    }

    private static async Task<string> NameAsync(RefreshBed bed, params string[] options)
    {
        using var process = RefreshCommand.Start(bed, ["name", .. options]);
        var (code, said) = await process.EndAsync();
        Assert.True(code == 0, said);
        return Assert.Single(said.Split('\n'), l => l.StartsWith("database\t", StringComparison.Ordinal))["database\t".Length..];
    }
}
