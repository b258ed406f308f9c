using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Metrics.Answering.Publications;

namespace Metrics.Api.Runs;

/// <summary>A place in the list of runs as a page token carries it: <c>639000000000000000 0193…</c> (ticks, id).</summary>
internal static class RunPlaceText
{
    public static string Text(this RunPlace place) => string.Create(CultureInfo.InvariantCulture, $"{place.RequestedAt.UtcTicks} {place.Id:N}");

    public static bool TryParse(string text, [NotNullWhen(true)] out RunPlace? place)
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
