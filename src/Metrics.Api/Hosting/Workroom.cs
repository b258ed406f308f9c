using Metrics.Api.Security;

namespace Metrics.Api.Hosting;

/// <summary>
/// Where requests are worked on that no ready answer was found for. The thread pool serves in the order of arrival: without a room of their
/// own, three hundred questions that come at once stand before an answer that only has to be sent. Here callers take turns.
/// </summary>
/// <param name="places">Pieces of work done at once.</param>
internal sealed class Workroom(int places) : IThreadPoolWorkItem
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Desk> _desks = new(StringComparer.Ordinal);

    // Desks with work on them, each once.
    private readonly Queue<Desk> _due = new();
    private int _atWork;

    /// <summary>Puts everything that follows into the room.</summary>
    public static void Use(WebApplication app)
    {
        var places = Environment.ProcessorCount;
        // What is ready finds a thread besides, which the system runs at once.
        ThreadPool.GetMinThreads(out var threads, out var ports);
        ThreadPool.SetMinThreads(Math.Max(threads, places * 2), ports);
        var room = new Workroom(places);
        // A probe asks for next to nothing, and everything of its caller may stand before it.
        app.Use(next => context => context.Request.Path.StartsWithSegments("/health") ? next(context) : room.WorkAsync(
            context.Features.Get<Caller>()?.Principal.Id ?? "", () => next(context), context.RequestAborted));
    }

    /// <summary>
    /// Does a caller's work here, up to its end: what continues after a wait comes back. It is not begun for one who went away.
    /// </summary>
    /// <exception cref="OperationCanceledException">The caller went away before it was begun.</exception>
    public async Task WorkAsync(string caller, Func<Task> work, CancellationToken ct)
    {
        var desk = DeskOf(caller);
        try
        {
            await Task.Factory.StartNew(work, ct, TaskCreationOptions.DenyChildAttach, desk).Unwrap();
        }
        finally
        {
            Leave(desk);
        }
    }

    /// <summary>One piece of work of the desk whose turn it is, on a thread of the pool.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        if (Next() is not { } next)
            return;
        try
        {
            next.Desk.Do(next.Task);
        }
        finally
        {
            if (GoesOn())
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    private Desk DeskOf(string caller)
    {
        lock (_lock)
        {
            if (!_desks.TryGetValue(caller, out var desk))
                _desks.Add(caller, desk = new Desk(this, caller));
            desk.Requests++;
            return desk;
        }
    }

    private void Leave(Desk desk)
    {
        lock (_lock)
        {
            if (--desk.Requests == 0)
                _desks.Remove(desk.Caller);
        }
    }

    private void Add(Desk desk, Task task)
    {
        lock (_lock)
        {
            desk.Work.Enqueue(task);
            if (desk.Work.Count == 1)
                _due.Enqueue(desk);
            if (_atWork == places)
                return;
            _atWork++;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    // Another may have taken the last one since.
    private (Desk Desk, Task Task)? Next()
    {
        lock (_lock)
        {
            if (!_due.TryDequeue(out var desk))
            {
                _atWork--;
                return null;
            }

            var task = desk.Work.Dequeue();
            if (desk.Work.Count > 0)
                _due.Enqueue(desk);
            return (desk, task);
        }
    }

    private bool GoesOn()
    {
        lock (_lock)
        {
            if (_due.Count > 0)
                return true;
            _atWork--;
            return false;
        }
    }

    /// <summary>One caller's work. Continuations come back to the scheduler that they were awaited under.</summary>
    private sealed class Desk(Workroom room, string caller) : TaskScheduler
    {
        public string Caller => caller;

        public int Requests { get; set; }

        public Queue<Task> Work { get; } = new();

        public void Do(Task task) => TryExecuteTask(task);

        protected override void QueueTask(Task task) => room.Add(this, task);

        // Whoever asks for it is at work here already, or waits elsewhere and has no place.
        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
            !taskWasPreviouslyQueued && Current == this && TryExecuteTask(task);

        protected override IEnumerable<Task> GetScheduledTasks()
        {
            lock (room._lock)
                return [.. Work];
        }
    }
}
