using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Loading.Columns;

/// <summary>Number types that read more than a given one, the simplest first.</summary>
internal static class WiderTypes
{
    private static readonly ColumnType[] Decimals =
    [
        .. new[] { (18, 2), (20, 4), (28, 10), (28, 4), (28, 2), (28, 0) }
            .Select(d => new ColumnType(ColumnKind.Decimal, d.Item1, d.Item2)),
    ];

    /// <summary>Types wider than whole numbers of 64 bits, or of 32.</summary>
    public static IEnumerable<ColumnType> Of(ColumnKind whole) =>
        whole == ColumnKind.Integer ? Decimals.Prepend(new ColumnType(ColumnKind.BigInt)) : Decimals;

    /// <summary>Decimals wider than the given one: none has fewer digits before or after the decimal mark.</summary>
    public static IEnumerable<ColumnType> Of(ColumnType narrow) => Decimals.Where(d =>
        d.Scale >= narrow.Scale && d.Precision - d.Scale >= narrow.Precision - narrow.Scale && d != narrow);
}
