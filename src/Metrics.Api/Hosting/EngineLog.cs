using Metrics.Answering.Publications;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Policies;

namespace Metrics.Api.Hosting;

/// <summary>
/// Logs the warehouse's own message when it refuses a statement. Callers get our wording, since the original may name what is hidden from
/// them.
/// </summary>
internal sealed partial class EngineLog(ILogger<EngineLog> logger)
{
    public void Write(Diagnostic problem) => LogFailed(problem.Code, ForLog.Of(problem));

    [LoggerMessage(1, LogLevel.Warning, "{Code}: {Problem}")]
    private partial void LogFailed(DiagnosticCode code, string problem);
}
