using Metrics.Api.Security;

namespace Metrics.Api.Hosting;

/// <summary>
/// Where requests without a ready answer are worked on. The thread pool serves in order of arrival, so three hundred simultaneous questions
/// would delay an answer that only has to be sent. Here callers take turns instead.
/// </summary>
/// <param name="places">How many pieces of work run at the same time.</param>
internal sealed class Workroom(int places) : IThreadPoolWorkItem
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Desk> _desks = new(StringComparer.Ordinal);

    // Desks that have work, each once.
    private readonly Queue<Desk> _due = new();
    private int _atWork;

    /// <summary>Runs all middleware that follows inside the room.</summary>
    public static void Use(WebApplication app)
    {
        var places = Environment.ProcessorCount;
        // Extra threads for ready answers: up to this minimum the pool starts threads without delay.
        ThreadPool.GetMinThreads(out var threads, out var ports);
        ThreadPool.SetMinThreads(Math.Max(threads, places * 2), ports);
        var room = new Workroom(places);
        // Health probes cost almost nothing and must not wait behind other work of the same caller.
        app.Use(next => context => context.Request.Path.StartsWithSegments("/health") ? next(context) : room.WorkAsync(
            context.Features.Get<Caller>()?.Principal.Id ?? "", () => next(context), context.RequestAborted));
    }

    /// <summary>
    /// Does a caller's work here from start to end: continuations after an await return to the room. Work is not begun once its caller has
    /// gone.
    /// </summary>
    /// <exception cref="OperationCanceledException">The caller went away before the work was begun.</exception>
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

    /// <summary>Runs one piece of work of the next desk, on a pool thread.</summary>
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

    // Null when another thread has taken the last piece.
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

    /// <summary>One caller's work. Continuations return to the scheduler that they were awaited under.</summary>
    private sealed class Desk(Workroom room, string caller) : TaskScheduler
    {
        public string Caller => caller;

        public int Requests { get; set; }

        public Queue<Task> Work { get; } = new();

        public void Do(Task task) => TryExecuteTask(task);

        protected override void QueueTask(Task task) => room.Add(this, task);

        // Inline only for a thread that works for this desk already. Any other thread holds none of the places.
        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
            !taskWasPreviouslyQueued && Current == this && TryExecuteTask(task);

        protected override IEnumerable<Task> GetScheduledTasks()
        {
            lock (room._lock)
                return [.. Work];
        }
    }
}
