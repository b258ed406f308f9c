using System.Text;
using System.Text.RegularExpressions;
using Metrics.Refresh.Loading.Times;

namespace Metrics.Refresh.Drafting;

/// <summary>Weeks, quarters, durations and dates of several formats among a text column's first values, which no type reads.</summary>
internal sealed partial class PeriodSight
{
    private const int ShortestDate = 6;
    private const int LongestDate = 32;

    private int _seen;
    private int _weeks;
    private int _quarters;
    private int _quartersFirst;
    private int _durations;
    private int _pairs;
    private int _dates;
    private string? _shape;
    private string? _otherShape;

    /// <summary>What they are and how SQL reads them; null when they are something else.</summary>
    public string? Doubt => _seen == 0 ? null
        : _weeks == _seen ? "weeks are read as text, which can be grouped by; in the gold model to_date(column, 'IYYY-\"W\"IW') makes the "
            + "first day of each"
        : _quarters == _seen ? "quarters are read as text, which can be grouped by; in the gold model "
            + "make_date(left(column, 4)::int, right(column, 1)::int * 3 - 2, 1) makes the first day of each"
        : _quartersFirst == _seen ? "quarters are read as text, which can be grouped by; in the gold model "
            + "make_date(right(column, 4)::int, substr(column, 2, 1)::int * 3 - 2, 1) makes the first day of each"
        : _durations == _seen ? "durations are read as text; in the gold model extract(epoch from column::interval) makes seconds of them"
            + (_pairs == 0 ? "" : ", if 45:30 are hours and minutes; if they are minutes and seconds, ('00:' || column)::interval")
        : _dates == _seen && _seen > 1 ? (_otherShape is null ? $"dates ('{_shape}'), of which some have the day first and others the month"
            : $"dates in several formats ('{_shape}' and '{_otherShape}')")
            + "; read as text: write them in one format, or convert each in the gold model"
        : null;

    public void See(string written)
    {
        _seen++;
        _weeks += Week().IsMatch(written) ? 1 : 0;
        _quarters += Quarter().IsMatch(written) ? 1 : 0;
        _quartersFirst += QuarterFirst().IsMatch(written) ? 1 : 0;
        _durations += Duration().IsMatch(written) ? 1 : 0;
        _pairs += written.Count(c => c == ':') == 1 ? 1 : 0;
        if (_dates < _seen - 1 || written.Length is < ShortestDate or > LongestDate || !char.IsAsciiDigit(written[0])
            || written.All(char.IsAsciiDigit) || !TimeFormatGuess.OfDate(Encoding.UTF8.GetBytes(written)).Any())
            return;
        _dates++;
        var shape = Quantity.Shape(written, unit: null);
        if (_shape is null)
            _shape = shape;
        else if (_shape != shape)
            _otherShape ??= shape;
    }

    [GeneratedRegex("^[0-9]{4}-W[0-9]{2}$")]
    private static partial Regex Week();

    [GeneratedRegex("^[0-9]{4}[-/ ]?Q[1-4]$")]
    private static partial Regex Quarter();

    [GeneratedRegex("^Q[1-4][-/ ]?[0-9]{4}$")]
    private static partial Regex QuarterFirst();

    // As ISO 8601 writes them, or as hours that may be more than a day has.
    [GeneratedRegex("^-?(P(?=[0-9T])([0-9]+[YMWD])*(T([0-9]+([.][0-9]+)?[HMS])+)?|[0-9]{1,4}:[0-5][0-9](:[0-5][0-9])?)$")]
    private static partial Regex Duration();
}
