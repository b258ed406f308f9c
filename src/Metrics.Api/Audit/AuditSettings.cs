using Metrics.Api.Configuration;

namespace Metrics.Api.Audit;

/// <summary>What the record holds.</summary>
/// <param name="Questions">False to leave out what was asked, which may hold personal data (<c>Metrics:AuditQuestions</c>).</param>
internal sealed record AuditSettings(bool Questions)
{
    public static AuditSettings From(IConfiguration configuration) => new(Setting.Flag(configuration, "AuditQuestions", usual: true));
}
