using Metrics.Api.Configuration;

namespace Metrics.Api.Audit;

/// <summary>What the audit record contains.</summary>
/// <param name="Questions">False to leave out the questions, which may contain personal data (<c>Metrics:AuditQuestions</c>).</param>
internal sealed record AuditSettings(bool Questions)
{
    public static AuditSettings From(IConfiguration configuration) => new(Setting.Flag(configuration, "AuditQuestions", usual: true));
}
