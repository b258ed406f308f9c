using System.Net;

namespace Metrics.Api.Tests.Warming;

/// <summary>
/// Every API process computes answers of what is about to be published before the pointers move, and serves them only afterwards.
/// </summary>
public sealed class WarmingTests
{
    private const int LongerThanAnyTest = 600;

    [Fact]
    public async Task Every_process_is_warm_before_the_pointers_move_and_the_first_answer_after_is_a_hit()
    {
        using var bed = new WarmBed(LongerThanAnyTest);
        using var first = new ApiHost(bed.Warehouse.ConnectionString);
        using var second = new ApiHost(bed.Warehouse.ConnectionString);
        ApiHost[] both = [first, second];
        var old = new Dictionary<string, string>();
        foreach (var question in (string[])[WarmBed.TopStores, WarmBed.ByCountry])
        {
            foreach (var api in both)
                old[question] = (await WarmBed.AskAsync(api.Client, question)).Rows;
        }

        using var refresh = bed.BeginRefresh();
        await using (await bed.SlowProcessAsync())
        {
            await bed.ReadyAsync(processes: 2, refresh);
            // Computed, and shown to nobody.
            Assert.Equal(1, await bed.PublicationAsync());
            foreach (var (question, rows) in old)
            {
                foreach (var api in both)
                    Assert.Equal((1, rows), Shown(await WarmBed.AskAsync(api.Client, question)));
            }
        }

        await WarmBed.SucceedAsync(refresh);
        Assert.Contains("answers warmed by 2 API processes", refresh.Said, StringComparison.Ordinal);
        using var cold = new ApiHost(bed.Warehouse.ConnectionString);
        foreach (var (question, rows) in old)
        {
            var right = (await WarmBed.AskAsync(cold.Client, question)).Rows;
            Assert.NotEqual(rows, right);
            foreach (var api in both)
                Assert.Equal(("metrics; hit", right), await WarmBed.FirstOfAsync(api.Client, question, publication: 2));
        }

        // Nobody asked for it in so many words, but callers who asked for anything may ask for any saved query.
        Assert.Equal("metrics; hit", (await WarmBed.AskAsync(first.Client, "/api/v1/saved-queries/device_share/result")).Cache);
    }

    [Fact]
    public async Task A_process_that_hangs_and_is_killed_is_not_waited_for_any_longer()
    {
        using var bed = new WarmBed(LongerThanAnyTest);
        using var api = new ApiHost(bed.Warehouse.ConnectionString);
        using var hanging = await ApiProcess.StartAsync(bed.Warehouse.ConnectionString);
        foreach (var client in (HttpClient[])[api.Client, hanging.Client])
            await WarmBed.AskAsync(client, WarmBed.TopStores);
        await hanging.Process.SignalAsync("STOP");
        using var refresh = bed.BeginRefresh();
        await bed.ReadyAsync(processes: 1, refresh);
        Assert.Equal(1, await bed.PublicationAsync());
        hanging.Process.Kill();
        await WarmBed.SucceedAsync(refresh);
        Assert.Equal("metrics; hit", (await WarmBed.FirstOfAsync(api.Client, WarmBed.TopStores, publication: 2)).Cache);
    }

    [Fact]
    public async Task A_process_that_is_never_ready_is_waited_for_as_long_as_the_project_says()
    {
        using var bed = new WarmBed(warmSeconds: 1);
        await using var slow = await bed.SlowProcessAsync();
        using var refresh = bed.BeginRefresh();
        await WarmBed.SucceedAsync(refresh);
        Assert.Contains("0 of 1 API processes were ready", refresh.Said, StringComparison.Ordinal);
        Assert.Equal(2, await bed.PublicationAsync());
    }

    [Fact]
    public async Task What_a_killed_run_offered_is_never_answered_from_and_leaves_nothing()
    {
        using var bed = new WarmBed(LongerThanAnyTest);
        using var api = new ApiHost(bed.Warehouse.ConnectionString);
        var (_, _, old) = await WarmBed.AskAsync(api.Client, WarmBed.TopStores);
        using (var killed = bed.BeginRefresh())
        {
            await using var slow = await bed.SlowProcessAsync();
            await bed.ReadyAsync(processes: 1, killed);
            killed.Kill();
            await killed.EndAsync(TimeSpan.FromMinutes(1));
        }

        Assert.Equal((1, old), Shown(await WarmBed.AskAsync(api.Client, WarmBed.TopStores)));
        using var refresh = bed.BeginRefresh();
        await WarmBed.SucceedAsync(refresh);
        using var cold = new ApiHost(bed.Warehouse.ConnectionString);
        var (_, _, right) = await WarmBed.AskAsync(cold.Client, WarmBed.TopStores);
        Assert.Equal(("metrics; hit", right), await WarmBed.FirstOfAsync(api.Client, WarmBed.TopStores, publication: 2));
        Assert.Equal(0, await bed.ScalarAsync("select (select count(*) from ops.candidate) + (select count(*) from ops.candidate_ready)"));
        Assert.Equal(0, await bed.ScalarAsync("select count(*) from ops.table_version where state = 'built'"));
    }

    [Fact]
    public async Task A_run_that_loses_its_lease_while_it_waits_publishes_nothing()
    {
        using var bed = new WarmBed(LongerThanAnyTest);
        using var api = new ApiHost(bed.Warehouse.ConnectionString);
        var (_, _, old) = await WarmBed.AskAsync(api.Client, WarmBed.TopStores);
        using var refresh = bed.BeginRefresh();
        await using var slow = await bed.SlowProcessAsync();
        await bed.ReadyAsync(processes: 1, refresh);
        await bed.ScalarAsync("update ops.lease set epoch = epoch + 1, run_id = gen_random_uuid() returning epoch");
        Assert.NotEqual(0, await refresh.EndAsync(TimeSpan.FromMinutes(3)));
        Assert.Contains("R131", refresh.Said, StringComparison.Ordinal);
        Assert.Equal(1, await bed.PublicationAsync());
        Assert.Equal((1, old), Shown(await WarmBed.AskAsync(api.Client, WarmBed.TopStores)));
    }

    [Fact]
    public async Task Each_standing_before_the_policies_is_warmed_with_what_it_sees()
    {
        using var bed = new WarmBed(LongerThanAnyTest, warehouse =>
        {
            var models = Path.Combine(warehouse.ProjectFolder, "storefront", "semantic", "transactions.yml");
            const string Zone = "          time_zone: UTC\n";
            const string Condition = "{{ Dimension('store__country') }} in {{ principal.countries }}";
            const string Policy = $$"""{{Zone}}          policies: [{unless: {role: admin}, rows: "{{Condition}}"}]""";
            var text = File.ReadAllText(models);
            Assert.Contains(Zone, text, StringComparison.Ordinal);
            File.WriteAllText(models, text.Replace(Zone, $"{Policy}\n", StringComparison.Ordinal));
        });
        var countries = await bed.TextsAsync(
            """
            select s.country from gold.fct_transactions t join gold.dim_store s using (store_id)
            where t.status = 'accepted' and s.country is not null group by 1 order by count(*) desc, 1 limit 3
            """);
        string[] keys =
        [
            bed.Warehouse.Key("--attribute", $"countries={countries[0]}"),
            bed.Warehouse.Key("--attribute", $"countries={countries[1]},{countries[2]}"),
            bed.Warehouse.Key(), bed.Warehouse.Key("--role", "admin"),
        ];
        using var api = new ApiHost(bed.Warehouse.ConnectionString) { CallerAddress = IPAddress.Parse("192.0.2.7") };
        foreach (var key in keys)
            await WarmBed.AskAsync(api.Client, WarmBed.ByCountry, key);
        using var refresh = bed.BeginRefresh();
        await WarmBed.SucceedAsync(refresh);
        using var cold = new ApiHost(bed.Warehouse.ConnectionString) { CallerAddress = IPAddress.Parse("192.0.2.7") };
        var seen = new HashSet<string>();
        foreach (var key in keys)
        {
            var right = (await WarmBed.AskAsync(cold.Client, WarmBed.ByCountry, key)).Rows;
            Assert.Equal(("metrics; hit", right), await WarmBed.FirstOfAsync(api.Client, WarmBed.ByCountry, publication: 2, key));
            seen.Add(right);
        }

        Assert.Equal(keys.Length, seen.Count);
    }

    [Fact]
    public async Task Definitions_that_are_published_with_the_tables_are_those_that_are_warmed_with()
    {
        using var bed = new WarmBed(LongerThanAnyTest);
        using var api = new ApiHost(bed.Warehouse.ConnectionString);
        await WarmBed.AskAsync(api.Client, WarmBed.TopStores);
        var saved = Path.Combine(bed.Warehouse.ProjectFolder, "storefront", "semantic", "saved_queries.yml");
        var text = File.ReadAllText(saved);
        Assert.Contains("limit: 10", text, StringComparison.Ordinal);
        File.WriteAllText(saved, text.Replace("limit: 10", "limit: 3", StringComparison.Ordinal));
        using var refresh = bed.BeginRefresh();
        await WarmBed.SucceedAsync(refresh);
        var (cache, rows) = await WarmBed.FirstOfAsync(api.Client, WarmBed.TopStores, publication: 2);
        Assert.Equal("metrics; hit", cache);
        Assert.Equal(3, System.Text.Json.JsonDocument.Parse(rows).RootElement.GetArrayLength());
    }

    [Theory]
    [InlineData(0, "100")]
    [InlineData(LongerThanAnyTest, "0")]
    public async Task Switched_off_in_the_project_or_in_the_process_nothing_is_waited_for(int warmSeconds, string questions)
    {
        using var bed = new WarmBed(warmSeconds);
        using var api = new ApiHost(bed.Warehouse.ConnectionString, ("Metrics:WarmQuestions", questions));
        await WarmBed.AskAsync(api.Client, WarmBed.TopStores);
        using var refresh = bed.BeginRefresh();
        await WarmBed.SucceedAsync(refresh);
        Assert.DoesNotContain("Warmed", refresh.Said, StringComparison.Ordinal);
        Assert.Equal("metrics; fwd=miss; stored", (await WarmBed.FirstOfAsync(api.Client, WarmBed.TopStores, publication: 2)).Cache);
    }

    private static (long Version, string Rows) Shown((string Cache, long Version, string Rows) answer) => (answer.Version, answer.Rows);
}
