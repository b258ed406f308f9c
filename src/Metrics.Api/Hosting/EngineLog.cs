using Metrics.Answering.Publications;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Policies;

namespace Metrics.Api.Hosting;

/// <summary>What the warehouse said when it refused: callers get our words for it, since its own may name what is hidden from
/// them.</summary>
internal sealed partial class EngineLog(ILogger<EngineLog> logger)
{
    public void Write(Diagnostic problem) => LogFailed(problem.Code, ForLog.Of(problem));

    [LoggerMessage(1, LogLevel.Warning, "{Code}: {Problem}")]
    private partial void LogFailed(DiagnosticCode code, string problem);
}
