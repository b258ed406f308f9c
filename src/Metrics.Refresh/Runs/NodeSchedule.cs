using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Metrics.Refresh.Graph;
using Metrics.Refresh.Projects;

namespace Metrics.Refresh.Runs;

/// <summary>Runs the selected nodes by dependency, so many at a time; a failure skips what is downstream and nothing else.</summary>
internal static class NodeSchedule
{
    public static async Task<IReadOnlyList<NodeOutcome>> RunAsync(
        Project project, IReadOnlySet<string> selected, ConcurrentDictionary<string, NodeOutcome> settled, Func<Node, CancellationToken, Task<NodeOutcome>> run, CancellationToken ct)
    {
        using var places = new SemaphoreSlim(project.Settings.Refresh.Parallelism);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        // Inlined models have nothing of their own to build, so they are always settled with whatever they inline.
        var names = project.Graph.Order().Where(n => selected.Contains(n) || !project.Nodes[n].IsStored()).ToList();
        var tasks = new Dictionary<string, Task<NodeOutcome>>();
        Exception? first = null;
        foreach (var name in names)
        {
            var waits = project.Graph.DependenciesOf(name).Where(tasks.ContainsKey).Select(d => (Task)tasks[d]).ToList();
            tasks[name] = RunOneAsync(project.Nodes[name], waits);
        }

        try
        {
            var outcomes = await Task.WhenAll(tasks.Values);
            return outcomes.Where(o => o.Node.IsStored()).ToList();
        }
        catch (Exception) when (first is not null)
        {
            ExceptionDispatchInfo.Throw(first);
            throw;
        }

        async Task<NodeOutcome> RunOneAsync(Node node, List<Task> waits)
        {
            await Task.WhenAll(waits);
            await places.WaitAsync(stop.Token);
            try
            {
                return settled[node.Name] = await run(node, stop.Token);
            }
            catch (Exception e)
            {
                // An error nobody expected ends the whole run; WhenAll above still waits until every node has let go of its connections.
                Interlocked.CompareExchange(ref first, e, null);
                await stop.CancelAsync();
                throw;
            }
            finally
            {
                places.Release();
            }
        }
    }
}
