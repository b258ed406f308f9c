using Metrics.Answering.Admission;
using Metrics.Domain.Diagnostics;
using Metrics.Testing;

namespace Metrics.Semantic.Tests.Admission;

/// <summary>Lanes with work that ends when a test says so; no engine is there.</summary>
public sealed class LaneTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task What_runs_long_goes_on_in_the_heavy_lane_and_leaves_its_place_to_others()
    {
        var bed = new LaneBed(new LaneSettings { Quick = 1, Heavy = 1, HeavyAfter = TimeSpan.FromMilliseconds(20) });
        var slow = bed.Ask("slow", "a");
        await bed.UntilAsync(() => bed.Lanes.StateOf(Lane.Heavy).AtWork == 1);
        Assert.Equal("quick", await bed.AnswerAsync("quick", "b"));
        Assert.Equal(1, bed.Begun("slow"));
        bed.Let("slow");
        Assert.Equal("slow", await slow.AnswerAsync());
        Assert.Equal((0, 0), bed.Lanes.StateOf(Lane.Heavy));
    }

    [Fact]
    public async Task What_runs_long_is_stopped_when_the_heavy_lane_is_full_and_begins_there_when_its_turn_comes()
    {
        var bed = new LaneBed(new LaneSettings { Quick = 2, Heavy = 1, HeavyAfter = TimeSpan.FromMilliseconds(20), HeavyWait = Long });
        var (first, second) = (bed.Ask("first", "a"), bed.Ask("second", "a"));
        await bed.UntilAsync(() => bed.Lanes.StateOf(Lane.Heavy) == (1, 1));
        for (var i = 0; i < 20; i++)
            Assert.Equal("quick", await bed.AnswerAsync("quick", "a"));
        bed.Let("first");
        bed.Let("second");
        Assert.Equal(("first", "second"), (await first.AnswerAsync(), await second.AnswerAsync()));
        // One of them went on, the other was begun twice.
        Assert.Equal(3, bed.Begun("first") + bed.Begun("second"));
    }

    [Fact]
    public async Task What_was_heavy_once_and_what_the_engine_thinks_is_heavy_begin_in_the_heavy_lane()
    {
        var bed = new LaneBed(new LaneSettings { Quick = 1, Heavy = 1, HeavyAfter = TimeSpan.FromMilliseconds(200), HeavyWait = Long });
        var holding = bed.Ask("holding", "a", estimate: Long);
        await bed.UntilAsync(() => bed.Lanes.StateOf(Lane.Heavy).AtWork == 1);
        var waiting = Enumerable.Range(0, 20).Select(_ => bed.Ask("holding", "b", estimate: TimeSpan.Zero)).ToList();
        await bed.UntilAsync(() => bed.Lanes.StateOf(Lane.Heavy).Waiting == 20);
        Assert.Equal((0, 0), bed.Lanes.StateOf(Lane.Quick));
        Assert.Equal(1, bed.Begun("holding"));
        Assert.Equal(1, bed.Estimated);
        bed.Let("holding");
        await holding.AnswerAsync();
        foreach (var one in waiting)
            await one.AnswerAsync();
    }

    [Fact]
    public async Task What_was_quick_so_far_is_not_sent_behind_heavy_ones_for_being_slow_once()
    {
        var bed = new LaneBed(new LaneSettings { Quick = 1, Heavy = 1, HeavyAfter = TimeSpan.FromMilliseconds(200), HeavyWait = Long });
        var soon = bed.Ask("soon", "a");
        bed.Let("soon");
        await soon.AnswerAsync();
        // The heavy lane is full, and would be for long.
        var holding = bed.Ask("holding", "b", estimate: Long);
        await bed.UntilAsync(() => bed.Lanes.StateOf(Lane.Heavy).AtWork == 1);
        bed.Close("soon");
        var late = bed.Ask("soon", "a");
        await bed.UntilAsync(() => bed.Begun("soon") == 2);
        await Task.Delay(TimeSpan.FromMilliseconds(400), TimeProvider.System);
        Assert.Equal((1, 0), bed.Lanes.StateOf(Lane.Heavy));
        bed.Let("soon");
        Assert.Equal("soon", await late.AnswerAsync());
        Assert.Equal([Lane.Quick, Lane.Quick], bed.LanesOf("soon"));
        // And it goes on being taken for quick.
        Assert.Equal("soon", await bed.AnswerAsync("soon", "a"));
        // What is slow for good is found out all the same.
        bed.Close("soon");
        var heavy = bed.Ask("soon", "a");
        await bed.UntilAsync(() => bed.Lanes.StateOf(Lane.Heavy) == (1, 1));
        bed.LetAll();
        await heavy.AnswerAsync();
        await holding.AnswerAsync();
    }

    [Fact]
    public async Task Hundreds_of_questions_of_one_caller_keep_another_s_from_being_planned_for_one_turn()
    {
        var bed = new LaneBed(new LaneSettings { Planning = 1 });
        var many = new EngineAccount("many") { LongestQueue = 64 };
        var first = (await bed.Lanes.TakePlanningAsync(many, default)).Value!;
        var waiting = Enumerable.Range(0, 300).Select(_ => bed.Lanes.TakePlanningAsync(many, default)).ToList();
        var other = bed.Lanes.TakePlanningAsync(new EngineAccount("other"), default);
        Assert.Equal(236, waiting.Count(w => w.IsCompleted && !w.Result.Succeeded(out _)));
        Assert.False(other.IsCompleted);
        first.Dispose();
        var next = waiting.Where(w => !w.IsCompleted || w.Result.Succeeded(out _)).ToList();
        var second = (await next[0]).Value!;
        second.Dispose();
        (await other.WaitAsync(Patience)).Value!.Dispose();
        foreach (var one in next.Skip(1))
            (await one).Value!.Dispose();
        Assert.Equal((0, 0), bed.Lanes.StateOf(Lane.Planning));
    }

    [Fact]
    public async Task What_was_thought_heavy_and_is_quick_begins_in_the_quick_lane_from_then_on()
    {
        var bed = new LaneBed(new LaneSettings { Quick = 1, Heavy = 1, HeavyAfter = Patience });
        Assert.Equal("quick", await bed.AnswerAsync("quick", "a", estimate: Long));
        Assert.Equal([Lane.Heavy], bed.LanesOf("quick"));
        Assert.Equal("quick", await bed.AnswerAsync("quick", "a", estimate: Long));
        Assert.Equal([Lane.Heavy, Lane.Quick], bed.LanesOf("quick"));
    }

    [Fact]
    public async Task Callers_take_turns_however_many_questions_one_of_them_has()
    {
        var bed = new LaneBed(LaneSettings.Single(1) with { QuickWait = Long });
        var holding = bed.Ask("holding", "many");
        var many = Enumerable.Range(0, 300).Select(i => bed.Ask($"many {i}", "many")).ToList();
        var few = Enumerable.Range(0, 3).Select(i => bed.Ask($"few {i}", "few")).ToList();
        bed.LetAll();
        foreach (var one in (Asked[])[holding, .. many, .. few])
            await one.AnswerAsync();
        var order = bed.Order;
        Assert.All(Enumerable.Range(0, 3), i => Assert.InRange(order.IndexOf($"few {i}"), 0, 8));
        // Each caller's own in the order they came.
        Assert.Equal(many.Select((_, i) => $"many {i}"), order.Where(o => o.StartsWith("many", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_caller_has_only_so_many_at_work_and_waiting_and_is_told_so_while_others_go_on()
    {
        var bed = new LaneBed(LaneSettings.Single(4) with { QuickWait = Long });
        var account = new EngineAccount("greedy") { AtOnce = 2, LongestQueue = 3 };
        var asked = Enumerable.Range(0, 5).Select(_ => bed.Ask("slow", account)).ToList();
        await bed.UntilAsync(() => bed.Lanes.StateOf(Lane.Quick) == (2, 3));
        var refusal = await bed.Ask("slow", account).RefusalAsync();
        Assert.Equal(DiagnosticCode.TooManyRequests, refusal.Code);
        Assert.NotNull(refusal.RetryAfter);
        Assert.Equal("quick", await bed.AnswerAsync("quick", "other"));
        bed.LetAll();
        foreach (var one in asked)
            Assert.Equal("slow", await one.AnswerAsync());
    }

    [Fact]
    public async Task Whoever_waits_too_long_is_told_for_which_lane_and_whose_limit_it_was()
    {
        var soon = TimeSpan.FromMilliseconds(50);
        var bed = new LaneBed(new LaneSettings { Quick = 3, Heavy = 1, HeavyAfter = Patience, QuickWait = soon, HeavyWait = soon });
        var heavy = bed.Ask("heavy", "a", estimate: Long);
        await bed.UntilAsync(() => bed.Lanes.StateOf(Lane.Heavy).AtWork == 1);
        Assert.Equal(DiagnosticCode.HeavyLaneFull, (await bed.Ask("heavy", "b").RefusalAsync()).Code);
        var own = new EngineAccount("own") { AtOnce = 2 };
        var asked = Enumerable.Range(0, 2).Select(_ => bed.Ask("slow", own)).ToList();
        await bed.UntilAsync(() => bed.Begun("slow") == 2);
        Assert.Equal(DiagnosticCode.TooManyRequests, (await bed.Ask("slow", own).RefusalAsync()).Code);
        asked.Add(bed.Ask("slow", "other"));
        await bed.UntilAsync(() => bed.Begun("slow") == 3);
        Assert.Equal(DiagnosticCode.QuickLaneFull, (await bed.Ask("slow", "another").RefusalAsync()).Code);
        bed.LetAll();
        foreach (var one in asked.Append(heavy))
            await one.AnswerAsync();
    }

    [Fact]
    public async Task The_time_of_a_question_counts_its_wait()
    {
        var bed = new LaneBed(LaneSettings.Single(1) with { QuickWait = Long });
        var holding = bed.Ask("holding", "a");
        var refusal = await bed.Ask("slow", "b", longest: TimeSpan.FromMilliseconds(50)).RefusalAsync();
        Assert.Equal(DiagnosticCode.EngineTimeout, refusal.Code);
        Assert.Equal("no place in its lane came free within 0.05 s", refusal.Message);
        Assert.Equal(0, bed.Begun("slow"));
        bed.LetAll();
        await holding.AnswerAsync();
        Assert.Equal((0, 0), bed.Lanes.StateOf(Lane.Quick));
    }

    [Fact]
    public async Task A_budget_is_used_up_by_what_runs_and_by_how_long_it_runs()
    {
        var clock = new SteppedClock();
        var bed = new LaneBed(LaneSettings.Single(4), clock);
        var account = new EngineAccount("a") { Budget = new EngineBudget(runsPerSecond: 2, secondsPerMinute: 60, clock) };
        for (var i = 0; i < 4; i++)
            Assert.Equal("quick", await bed.Ask("quick", account).AnswerAsync());
        Assert.Equal(DiagnosticCode.TooManyRequests, (await bed.Ask("quick", account).RefusalAsync()).Code);
        clock.Move(TimeSpan.FromSeconds(1));
        var slow = bed.Ask("slow", account);
        await bed.UntilAsync(() => bed.Begun("slow") == 1);
        clock.Move(TimeSpan.FromSeconds(300));
        bed.Let("slow");
        await slow.AnswerAsync();
        var refusal = await bed.Ask("quick", account).RefusalAsync();
        Assert.Equal(DiagnosticCode.TooManyRequests, refusal.Code);
        // 300 s were used, 120 may be at once, and one a second comes back.
        Assert.Equal(TimeSpan.FromSeconds(180), refusal.RetryAfter);
        Assert.Equal("quick", await bed.AnswerAsync("quick", "other"));
        clock.Move(TimeSpan.FromSeconds(180));
        Assert.Equal("quick", await bed.Ask("quick", account).AnswerAsync());
    }

    [Fact]
    public async Task Work_in_the_background_has_its_own_lane_and_keeps_no_caller_waiting()
    {
        var bed = new LaneBed(new LaneSettings { Quick = 1, Heavy = 1, Background = 1, HeavyAfter = Patience });
        var warming = Enumerable.Range(0, 10).Select(i => bed.Ask($"warm {i}", EngineAccount.Background)).ToList();
        await bed.UntilAsync(() => bed.Lanes.StateOf(Lane.Background) == (1, 9));
        Assert.Equal("quick", await bed.AnswerAsync("quick", "a"));
        bed.LetAll();
        foreach (var one in warming)
            await one.AnswerAsync();
        Assert.Equal([Lane.Background], bed.LanesOf("warm 9"));
    }

    [Fact]
    [Trait("Draws", "Wild")]
    public async Task However_callers_come_and_go_no_place_is_lost_and_none_is_given_twice()
    {
        var (seed, count) = (Draws.Seed(71), Draws.Count(2_000, 200_000));
        var random = new Random(seed);
        var bed = new LaneBed(new LaneSettings
        {
            Quick = 2, Heavy = 1, HeavyAfter = TimeSpan.FromMilliseconds(1),
            HeavyWait = TimeSpan.FromMilliseconds(30), QuickWait = TimeSpan.FromMilliseconds(30),
        });
        var accounts = Enumerable.Range(0, 4).Select(i => new EngineAccount($"{i}") { AtOnce = 1 + i, LongestQueue = 5 }).ToList();
        var asking = new List<Task>();
        for (var i = 0; i < count; i++)
        {
            asking.Add(bed.ComeAndGoAsync(accounts[random.Next(accounts.Count)], $"{random.Next(6)}", random.Next(4), random.Next(3)));
            if (asking.Count < 60)
                continue;
            await Task.WhenAll(asking).WaitAsync(Patience, TimeProvider.System);
            asking.Clear();
        }

        await Task.WhenAll(asking).WaitAsync(Patience, TimeProvider.System);
        Assert.All(Enum.GetValues<Lane>(), l => Assert.Equal((0, 0), bed.Lanes.StateOf(l)));
        Assert.InRange(bed.MostAtWork, 1, 3);
    }
}
