using Metrics.Answering.Admission;
using Metrics.Api.Configuration;

namespace Metrics.Api.Limits;

/// <summary>Reads the settings of the lanes.</summary>
internal static class LaneChoice
{
    /// <summary>
    /// From configuration; the defaults run 5 quick and 2 heavy questions, 8 streams and 1 background question at the same time.
    /// </summary>
    public static LaneSettings From(IConfiguration configuration)
    {
        var usual = new LaneSettings();
        var heavy = Setting.Number(configuration, "HeavyMilliseconds", (int)usual.HeavyAfter.TotalMilliseconds);
        return usual with
        {
            Quick = Setting.Number(configuration, "QuickQueries", usual.Quick),
            Heavy = Setting.Number(configuration, "HeavyQueries", usual.Heavy),
            Streams = Setting.Number(configuration, "Streams", usual.Streams),
            HeavyAfter = TimeSpan.FromMilliseconds(heavy),
            QuickWait = Wait(configuration, "QuickWaitSeconds", usual.QuickWait),
            HeavyWait = Wait(configuration, "HeavyWaitSeconds", usual.HeavyWait),
            StreamWait = Wait(configuration, "StreamWaitSeconds", usual.StreamWait),
        };
    }

    private static TimeSpan Wait(IConfiguration configuration, string key, TimeSpan usual) =>
        TimeSpan.FromSeconds(Setting.Number(configuration, key, (int)usual.TotalSeconds));
}
