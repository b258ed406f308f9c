using DuckDB.NET.Data;

namespace Metrics.Engines.DuckDb;

/// <summary>
/// Stops a statement when its caller cancels it. The library forgets an interrupt that arrives before the statement runs, so it is repeated
/// until the statement has ended.
/// </summary>
internal sealed class DuckDbInterrupt : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly Lock _lock = new();
    private readonly DuckDBCommand _command;
    private readonly CancellationTokenRegistration _registration;
    private Timer? _timer;
    private bool _isOver;

    private DuckDbInterrupt(DuckDBCommand command, CancellationToken ct)
    {
        _command = command;
        _registration = ct.Register(Begin);
    }

    /// <summary>Interrupts the command if the token is cancelled before this is disposed of.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled already.</exception>
    public static DuckDbInterrupt On(DuckDBCommand command, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return new DuckDbInterrupt(command, ct);
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isOver = true;
            _timer?.Dispose();
        }

        _registration.Dispose();
    }

    private void Begin()
    {
        lock (_lock)
        {
            if (!_isOver)
                _timer = new Timer(_ => Cancel(), null, TimeSpan.Zero, Pause);
        }
    }

    private void Cancel()
    {
        lock (_lock)
        {
            if (!_isOver)
                _command.Cancel();
        }
    }
}
