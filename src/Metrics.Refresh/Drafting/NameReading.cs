using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Drafting;

/// <summary>What a column's name and the digits of its values change about its type: versions are texts, ids are whole numbers.</summary>
/// <param name="Reading">The declaration that reads it; null for text.</param>
/// <param name="Doubt">What may be wrong with the choice; null for nothing.</param>
/// <param name="IsWhole">True when the gold model makes whole numbers of it.</param>
/// <param name="AreDays">True when its numbers may be days as spreadsheets count them, or are months.</param>
internal sealed record NameReading(ColumnReading? Reading, string? Doubt, bool IsWhole = false, bool AreDays = false)
{
    // A version comes again in many rows; amounts seldom do.
    private const int MostVersions = 50;

    private static readonly HashSet<string> Versions = new(StringComparer.Ordinal)
    {
        "version", "versions", "ver", "release", "build", "revision", "firmware", "fassung", "chapter", "kapitel", "section",
    };

    private static readonly HashSet<string> Days = new(StringComparer.Ordinal)
    {
        "date", "datum", "fecha", "data", "day", "tag", "dia", "jour", "giorno", "am", "on", "seit", "since", "birthday", "geburtstag",
    };

    private static readonly HashSet<string> Months = new(StringComparer.Ordinal)
    {
        "month", "monat", "mes", "mois", "mese", "period", "periode", "periodo",
    };

    private static readonly HashSet<string> Durations = new(StringComparer.Ordinal)
    {
        "duration", "dauer", "elapsed", "length", "runtime", "laufzeit", "took", "spent", "duree", "duracion", "durata", "uptime",
        "downtime", "worked", "arbeitszeit",
    };

    public static NameReading Of(string header, ColumnSight sight, (ColumnReading? Reading, string? Doubt) chosen)
    {
        var words = SafeName.Of(header, "column").Split('_');
        var digits = sight.Digits;
        if (chosen.Reading is not { } reading)
            return new NameReading(null, chosen.Doubt);
        var isFraction = reading.Type.Kind is ColumnKind.Decimal or ColumnKind.Double;
        // 20260101 is a day, and in invoice_no the first one of a day or a year.
        if (reading is { Type.Kind: ColumnKind.Date, Format: "YYYYMMDD" } && KeyChoice.IsCalledKey(words))
            return new NameReading(new ColumnReading(new ColumnType(ColumnKind.BigInt), null, null), null);
        if (isFraction && words.Any(Versions.Contains))
            return Text("by its name these may be versions, of which 1.1 and 1.10 are two");
        if (isFraction && digits.IsQuoted && digits.HasUnevenZeros && !KeyChoice.IsAmount(words))
            return Text("the file has them in quotes, and with different numbers of decimal places");
        if (isFraction && digits.HasUnevenZeros && sight.Values is { Count: <= MostVersions } few && few.Count * 2 <= sight.Filled
            && !KeyChoice.IsAmount(words))
            return Text("some end in a zero that others do not have (9.90 beside 9.9), as versions and codes do");
        if (isFraction && digits.IsWhole && KeyChoice.IsCalledKey(words))
        {
            return new NameReading(
                reading, "whole numbers with '.0' behind them, as programs write keys in a column with gaps: loaded as fractions, and the "
                + "model in gold makes whole numbers of them", IsWhole: true);
        }

        if (reading.Type.Kind == ColumnKind.BigInt && digits.MayBeDays && words.Any(Days.Contains))
        {
            return new NameReading(
                reading, "every value may be a day as spreadsheets count them; read as a number that is not summed: in the gold model "
                + "date '1899-12-30' + column::int makes dates of them", AreDays: true);
        }

        if (reading.Type.Kind == ColumnKind.BigInt && digits.MayBeMonths && words.Any(Months.Contains))
        {
            return new NameReading(
                reading, "months are read as numbers, which can be grouped by and are not summed: in the gold model "
                + "to_date(column::text, 'YYYYMM') makes the first day of each", AreDays: true);
        }

        if (reading.Type.Kind == ColumnKind.Time && words.Any(Durations.Contains))
        {
            return new NameReading(
                reading, "by its name these are durations; read as times of day, up to 24:00, which are not summed: in the gold model "
                + "extract(epoch from column) makes seconds of them, for a measure");
        }

        return new NameReading(reading, chosen.Doubt);

        static NameReading Text(string why) =>
            new(null, $"{why}; read as text: if they are numbers, declare 'type: decimal(18,4)' or so, and give them a measure");
    }
}
