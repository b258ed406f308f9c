using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Metrics.Answering.Publications;

namespace Metrics.Api.Resources;

/// <summary>
/// Pages of the list of runs. A token holds the place after which its page begins: <c>639000000000000000 0193…</c> (ticks, id).
/// </summary>
internal static class RunPages
{
    private const char List = 'r';

    /// <summary>Reads the place after which a page begins; null for the first page.</summary>
    public static bool TryRead(string? page, out RunPlace? after)
    {
        after = null;
        return page is null || (ListToken.TryRead(page, List, out var place) && TryParse(place, out after));
    }

    /// <summary>The token of the page after a run.</summary>
    public static string After(RunRecord run) =>
        ListToken.Write(List, string.Create(CultureInfo.InvariantCulture, $"{run.RequestedAt.UtcTicks} {run.Id:N}"));

    private static bool TryParse(string text, [NotNullWhen(true)] out RunPlace? place)
    {
        place = null;
        if (text.Split(' ') is not [var ticks, var id]
            || !long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at) || at > DateTimeOffset.MaxValue.UtcTicks
            || !Guid.TryParseExact(id, "N", out var guid))
            return false;
        place = new RunPlace(new DateTimeOffset(at, TimeSpan.Zero), guid);
        return true;
    }
}
