using Metrics.Domain.Diagnostics;

namespace Metrics.Answering.Publications;

/// <summary>Everything known about a problem, for the service's log, which only its operator reads. Never for an answer.</summary>
public static class ForLog
{
    /// <summary>The problem with the message of the engine or the system.</summary>
    public static string Of(Diagnostic problem) => problem.Cause is { } cause ? $"{problem.Message}: {cause.Full}" : problem.Message;
}
