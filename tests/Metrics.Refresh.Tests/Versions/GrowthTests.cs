using System.Globalization;
using Metrics.Domain.Refreshing;
using Metrics.Refresh.Rollbacks;
using Metrics.Testing;
using Npgsql;
using Xunit.Abstractions;

namespace Metrics.Refresh.Tests.Versions;

[Trait("Draws", "Wild")]
public sealed class GrowthTests(ITestOutputHelper output) : IDisposable
{
    private static readonly int Steps = Draws.Count(14, 100);
    private readonly RefreshBed _bed = new();
    private int _anew;

    [Theory]
    [InlineData(258, "")]
    [InlineData(259, ", rebuild_from_rows: 1, rebuild_above: 30%")]
    public async Task After_any_sequence_of_changes_kills_and_rollbacks_an_incremental_model_equals_its_full_query(
        int fixedSeed, string settings)
    {
        var seed = Draws.Seed(fixedSeed);
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var project = new GrowthProject(_bed, random, settings);
        var states = new Dictionary<long, string>();
        var (broken, back) = (0, 0);
        project.WriteEvents();
        project.WriteStores();
        await RunAsync(project, states);
        for (var step = 0; step < Steps; step++)
        {
            for (var file = random.Next(3); file >= 0; file--)
                project.WriteEvents();
            if (random.Next(4) == 0)
                project.WriteStores();
            if (random.Next(3) == 0)
                await _bed.LetTimePassAsync();
            if (random.Next(3) == 0 && await RunBrokenAsync(random))
                broken++;
            if (random.Next(4) == 0 && states.Count > 1)
            {
                await RollBackAsync(
                    states.Keys.OrderDescending().Skip(1).Take(2).ElementAt(random.Next(Math.Min(2, states.Count - 1))), states);
                back++;
            }

            if (random.Next(2) == 0)
                await _bed.LetTimePassAsync();
            await RunAsync(project, states);
        }

        output.WriteLine($"{Steps} steps, {broken} broken runs, {back} rollbacks, {_anew} tables built anew for the size of their change");
        Assert.Equal(settings != "", _anew > 0);
    }

    public void Dispose() => _bed.Dispose();

    private async Task RunAsync(GrowthProject project, Dictionary<long, string> states)
    {
        var report = await _bed.SucceedAsync();
        _anew += report.Outcomes.Count(o => o.Note is not null);
        foreach (var model in GrowthProject.Models)
        {
            Assert.Empty(await _bed.QueryAsync<string>(
                $"(select 'only incremental: ' || t::text from (table gold.{model} except all table gold.{model}_plain) t) union all "
                + $"(select 'only plain: ' || t::text from (table gold.{model}_plain except all table gold.{model}) t)"));
            Assert.Equal(
                await _bed.ScalarAsync<long>($"select count(*) from gold.{model}"),
                await _bed.ScalarAsync<long>(
                    "select v.rows from ops.published_table join ops.table_version v using (model, version) where model = @model",
                    new { model }));
        }

        Assert.Equal(
            project.Expected,
            await _bed.QueryAsync<string>(
                "select concat_ws('|', id, coalesce(store, '∅'), amount, coalesce(at::text, '∅')) from bronze.raw__events order by id"));
        if (report.Publication is { } publication)
            states[publication] = await StateAsync();
    }

    // The connections of the run are ended at a random moment, as a restart of the server or a lost network would.
    private async Task<bool> RunBrokenAsync(Random random)
    {
        using var stop = new CancellationTokenSource();
        var killing = Task.Run(async () =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(20, 400)), TimeProvider.System, stop.Token)
                .ContinueWith(_ => { }, TaskScheduler.Default);
            await _bed.ExecuteAsync(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name ~ "
                + "'^metrics-refresh/'");
        });
        var whole = true;
        try
        {
            var report = await _bed.RunAsync();
            whole = report.Status == RunStatus.Succeeded;
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException or TimeoutException)
        {
            whole = false;
        }

        await stop.CancelAsync();
        await killing;
        return !whole;
    }

    private async Task RollBackAsync(long publication, Dictionary<long, string> states)
    {
        var outcome = await _bed.RollBackAsync(new RollbackTarget.Publication(publication));
        if (!outcome.Succeeded(out var report))
        {
            Assert.All(outcome.Diagnostics, d => Assert.Contains("no longer kept", d.Message));
            return;
        }

        Assert.NotNull(report.Publication);
        Assert.Equal(states[publication], await StateAsync());
        Assert.True(await _bed.ScalarAsync<bool>("select bool_or(held) from ops.api_table"));
        // What was published between is no state to go back to any more; this one is.
        foreach (var later in states.Keys.Where(k => k > publication).ToList())
            states.Remove(later);
        states[report.Publication.Value] = await StateAsync();
    }

    private Task<string> StateAsync() => _bed.ScalarAsync<string>(
        "select " + string.Join(
            " || ", GrowthProject.Models.Append("by_day_plain")
                .Select(m => $"(select coalesce(md5(string_agg(t::text, ';' order by t::text)), '-') from gold.{m} t)")));
}
