namespace Metrics.Semantic.Tests.Planning;

/// <summary>
/// Numbers as the rules have them: decimals exact, their quotients to eighteen places half away from zero, what has a double in it double,
/// anything with null or over zero null.
/// </summary>
internal static class Arithmetic
{
    public static object? Divide(object? upper, object? lower) => upper is null || lower is null || Double(lower) == 0 ? null
        : upper is decimal x && lower is decimal y ? Exact.Quotient(x, y)
        : Double(upper) / Double(lower);

    public static object? Aggregate(string function, IEnumerable<object?> values)
    {
        var there = values.OfType<object>().Select(v => v is int number ? (decimal)number : v).ToList();
        return function switch
        {
            "count" => (decimal)there.Count,
            "count_distinct" => (decimal)there.Distinct().Count(),
            "sum_boolean" => there.Count == 0 && !values.Any() ? null : (decimal)there.Count(v => v is true),
            _ when there.Count == 0 => null,
            "sum" => there[0] is double ? there.Cast<double>().Sum() : there.Cast<decimal>().Sum(),
            "average" => there[0] is double ? there.Cast<double>().Average() : Exact.Quotient(there.Cast<decimal>().Sum(), there.Count),
            "min" => there.Min(),
            "max" => there.Max(),
            "median" => Median(there.Select(Double).Order().ToList()),
            _ => throw new InvalidOperationException(function),
        };
    }

    public static double Median(List<double> ordered) =>
        ordered.Count % 2 == 1 ? ordered[ordered.Count / 2] : (ordered[(ordered.Count / 2) - 1] + ordered[ordered.Count / 2]) / 2;

    public static object? Formula(int shape, object? a, object? b) => shape switch
    {
        0 => Apply(a, b, (x, y) => x - y, (x, y) => x - y),
        1 => Apply(a, b, (x, y) => x + (y * 2) - x, (x, y) => x + (y * 2) - x),
        2 => Apply(a ?? 0m, b ?? 1m, (x, y) => x - y, (x, y) => x - y),
        3 => Divide(a, b),
        4 => Divide(Apply(a, b, (x, y) => x + y, (x, y) => x + y), Apply(a, b, (x, y) => x - y, (x, y) => x - y)),
        5 => Apply(a, 3m, (x, y) => -x * y, (x, y) => -x * y),
        6 => a is not null && b is not null && Double(a) == Double(b) ? null : a,
        _ => Apply(a, b, (x, y) => Exact.Rounded(Math.Abs(x - y) * 0.5m), (x, y) => Math.Abs(x - y) * 0.5),
    };

    /// <summary>Nulls last both ways; texts by their bytes.</summary>
    public static int Order(object? x, object? y, bool descending)
    {
        if (x is null || y is null)
            return (x is null ? 1 : 0) - (y is null ? 1 : 0);
        var order = x is string text ? string.CompareOrdinal(text, (string)y) : ((IComparable)x).CompareTo(y);
        return descending ? -order : order;
    }

    private static object? Apply(object? a, object? b, Func<decimal, decimal, decimal> exact, Func<double, double, double> binary) =>
        a is null || b is null ? null : a is decimal x && b is decimal y ? exact(x, y) : binary(Double(a), Double(b));

    private static double Double(object value) => value is decimal number ? (double)number : (double)value;
}
