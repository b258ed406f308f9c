using System.Globalization;
using Metrics.Answering.Admission;
using Metrics.Domain.Diagnostics;

namespace Metrics.Answering.Asking;

/// <summary>The time limit of one request's questions, for waiting, running and running again together.</summary>
internal sealed class QuestionTime : IDisposable
{
    private readonly TimeSpan _longest;
    private readonly CancellationToken _aborted;
    private readonly CancellationTokenSource _over;
    private readonly CancellationTokenSource _either;

    private QuestionTime(TimeSpan longest, TimeProvider clock, CancellationToken aborted)
    {
        (_longest, _aborted, _over) = (longest, aborted, new CancellationTokenSource(longest, clock));
        _either = CancellationTokenSource.CreateLinkedTokenSource(aborted, _over.Token);
    }

    /// <summary>Starts now, and lasts as long as the limit of an answer.</summary>
    public static QuestionTime Begin(AnswerLimits limits, TimeProvider clock, CancellationToken aborted) =>
        new(limits.Timeout, clock, aborted);

    /// <summary>Runs something within the time that is left; refused with E320 when that is over.</summary>
    /// <exception cref="OperationCanceledException">The caller went away.</exception>
    public async Task<Outcome<T>> WithinAsync<T>(Func<CancellationToken, Task<Outcome<T>>> doAsync, CancellationToken ct)
        where T : class
    {
        try
        {
            // Fields of one GraphQL request have a second token.
            if (ct == _aborted)
                return await doAsync(_either.Token);
            using var all = CancellationTokenSource.CreateLinkedTokenSource(ct, _either.Token);
            return await doAsync(all.Token);
        }
        catch (OperationCanceledException) when (
            _over.IsCancellationRequested && !_aborted.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            var seconds = _longest.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
            return Outcome<T>.Refused(new Diagnostic(
                DiagnosticCode.EngineTimeout, $"the question was not answered within {seconds} s, waiting for its turn included",
                Hint: "ask for less, such as a shorter time range, or at a quieter time"));
        }
    }

    public void Dispose()
    {
        _either.Dispose();
        _over.Dispose();
    }
}
