using Metrics.Api.Configuration;

namespace Metrics.Api.Warming;

/// <summary>How much is computed ahead of a publication, by configuration.</summary>
/// <param name="Questions">
/// Answers at most for one publication (<c>Metrics:WarmQuestions</c>); none when it is zero, and no publication waits for this process.
/// </param>
internal sealed record WarmSettings(int Questions)
{
    public static WarmSettings From(IConfiguration configuration) =>
        new((int)Setting.Number(configuration, "WarmQuestions", 100, least: 0));
}
