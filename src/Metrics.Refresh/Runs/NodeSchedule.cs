using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Metrics.Refresh.Graph;
using Metrics.Refresh.Projects;

namespace Metrics.Refresh.Runs;

/// <summary>
/// Runs the selected nodes by dependency, a limited number at a time; a failure skips what is downstream and nothing else. A node is built
/// as soon as its inputs are built. It is tested when these and the tables that its tests read are settled, so tests delay no builds.
/// </summary>
internal static class NodeSchedule
{
    public static async Task<IReadOnlyList<NodeOutcome>> RunAsync(
        Project project, IReadOnlySet<string> selected, ConcurrentDictionary<string, NodeOutcome> settled,
        Func<Node, CancellationToken, Task<NodeStep>> build, Func<NodeStep, CancellationToken, Task<NodeOutcome>> test,
        CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var work = new PlacedWork(new Places(project.Settings.Refresh.Parallelism), stop);
        // Models that are not stored build nothing and always take part, so that they settle with what they inline.
        var names = project.Graph.Order().Where(n => selected.Contains(n) || !project.Nodes[n].IsStored()).ToList();
        var (builds, tests) = (new Dictionary<string, Task<NodeStep>>(), new Dictionary<string, Task<NodeOutcome>>());
        foreach (var node in names.Select(n => project.Nodes[n]))
        {
            var inputs = node.Inputs.Select(i => i.Name).Where(builds.ContainsKey).Select(i => (Task)builds[i]).ToList();
            builds[node.Name] = BuildAsync(node, inputs);
            var all = project.Graph.DependenciesOf(node.Name).Where(tests.ContainsKey).Select(d => (Task)tests[d]).ToList();
            tests[node.Name] = TestAsync(node, builds[node.Name], all);
        }

        try
        {
            var outcomes = await Task.WhenAll(tests.Values);
            return outcomes.Where(o => o.Node.IsStored()).ToList();
        }
        catch (Exception) when (work.First is { } first)
        {
            ExceptionDispatchInfo.Throw(first);
            throw;
        }

        async Task<NodeStep> BuildAsync(Node node, List<Task> waits)
        {
            await Task.WhenAll(waits);
            return await work.DoAsync(
                isTest: false,
                async token =>
                {
                    var step = await build(node, token);
                    settled[node.Name] = step.Outcome;
                    return step;
                },
                stop.Token);
        }

        async Task<NodeOutcome> TestAsync(Node node, Task<NodeStep> built, List<Task> waits)
        {
            await Task.WhenAll(waits.Prepend(built));
            var step = await built;
            return await work.DoAsync(isTest: true, async token => settled[node.Name] = await test(step, token), stop.Token);
        }
    }

    // Work in one of the places. An unexpected error ends the whole run, which waits until every node has released its connections.
    private sealed class PlacedWork(Places places, CancellationTokenSource stop)
    {
        private Exception? _first;

        public Exception? First => _first;

        public async Task<T> DoAsync<T>(bool isTest, Func<CancellationToken, Task<T>> work, CancellationToken ct)
        {
            using var place = await places.TakeAsync(isTest, ct);
            try
            {
                return await work(ct);
            }
            catch (Exception e)
            {
                Interlocked.CompareExchange(ref _first, e, null);
                await stop.CancelAsync();
                throw;
            }
        }
    }
}

/// <summary>Limits the nodes at work: first come, first served, but builds before tests, since others may wait for builds.</summary>
internal sealed class Places(int free)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<TaskCompletionSource<IDisposable>> _builds = new();
    private readonly LinkedList<TaskCompletionSource<IDisposable>> _tests = new();
    private int _free = free;

    /// <summary>Waits for a place; disposing the result gives it back.</summary>
    public async Task<IDisposable> TakeAsync(bool isTest, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        TaskCompletionSource<IDisposable> turn;
        lock (_gate)
        {
            if (_free > 0)
            {
                _free--;
                return new TakenPlace(this);
            }

            turn = new(TaskCreationOptions.RunContinuationsAsynchronously);
            (isTest ? _tests : _builds).AddLast(turn);
        }

        await using var cancelled = ct.Register(() => turn.TrySetCanceled(ct));
        return await turn.Task;
    }

    private void GiveBack()
    {
        lock (_gate)
        {
            // A waiter that was cancelled meanwhile is passed over.
            while ((_builds.First ?? _tests.First) is { } next)
            {
                next.List!.Remove(next);
                if (next.Value.TrySetResult(new TakenPlace(this)))
                    return;
            }

            _free++;
        }
    }

    private sealed class TakenPlace(Places places) : IDisposable
    {
        private int _given;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _given, 1) == 0)
                places.GiveBack();
        }
    }
}
