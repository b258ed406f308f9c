using Metrics.Domain.Diagnostics;

namespace Metrics.Answering.Publications;

/// <summary>All that is known of a problem, for the log of the service, which is its operator's. Never for an answer.</summary>
public static class ForLog
{
    /// <summary>The problem with the words of the engine or the system.</summary>
    public static string Of(Diagnostic problem) => problem.Cause is { } cause ? $"{problem.Message}: {cause.Full}" : problem.Message;
}
