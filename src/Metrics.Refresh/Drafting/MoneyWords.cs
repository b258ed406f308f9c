using Metrics.Domain;
using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Drafting;

/// <summary>What the name of a column of numbers says about money.</summary>
internal enum MoneyKind
{
    /// <summary>Nothing: amounts, or something else.</summary>
    Unsaid,

    /// <summary>Amounts of money.</summary>
    Money,

    /// <summary>What is counted or measured, and is no money.</summary>
    Other,

    /// <summary>Amounts or quantities: a volume, or a quantity before a word that is not known.</summary>
    Either,
}

/// <summary>The words of names and values that are about money and currencies.</summary>
internal static class MoneyWords
{
    private const int FewestLetters = 3;
    private const int LongestEnding = 2;

    // Columns of numeric codes have few different ones.
    private const int MostNumericCodes = 50;

    private static readonly HashSet<string> Currency = Set(
        "currency currencies waehrung wahrung whg moneda devise divisa valuta curr cur ccy monnaie moeda munt mena waluta");

    // Beside a word for currencies: what of one a column has.
    private static readonly HashSet<string> Codes = Set("code codes iso id nr no num number numeric name symbol sign zeichen kz of in");

    // Besides those that mean an amount wherever they occur.
    private static readonly HashSet<string> Money = Set(
        "budget spend spending spent notional payout turnover worth gross net brutto netto income expense profit gewinn erlos "
        + "erloes ertrag gebuhr gebuehr honorar lohn gehalt miete rent wage discount rabatt refund payment charge commission "
        + "provision bonus deposit premium bid paid earning funding donation capital loan debt dividend equity cash gmv arr mrr "
        + "ltv cac aov vwap kontostand stundensatz tagessatz rechnungsbetrag kaufpreis verkaufspreis einkaufspreis lagerwert "
        + "zahlbetrag nettobetrag bruttobetrag");

    private static readonly HashSet<string> Others = Set(
        "qty quantity quantities quantite cantidad quantita quantidade menge unit units pieces pcs stk stuck stueck stuckzahl stueckzahl "
        + "anzahl count cnt number nb num nombre aantal ilosc weight gewicht peso poids kg lbs hour hours stunde stunden heures horas "
        + "minute minutes seconds day days tage jours dias weeks months years km miles distance area percent percentage pct perc prozent "
        + "prozentsatz steuersatz zinssatz rate ratio score rating share shares anteil factor faktor kurs fx exchange length width height "
        + "depth duration dauer lat lon age alter temperature temp humidity speed pressure density altitude elevation stars iq satisfied "
        + "satisfaction zufriedenheit conversion conversions note noten zensur zins zinsen rendite auslastung bewertung taux pourcentage "
        + "porcentaje porcentagem percentual percentuale tasso proportion clicks impressions views pageviews visits visitors sessions "
        + "users customers kunden orders bestellungen items artikel positions tickets leads signups subscribers followers headcount "
        + "backlog employees mitarbeiter guests gaste gaeste seats nights nachte naechte rooms people persons personen members likes "
        + "points punkte level grade version calls");

    private static readonly HashSet<string> Eithers = Set("volume volumen stock bestand inventory onhand");

    // Compounds in one word: Liefermenge, Stückzahl, Nettogewicht.
    private static readonly string[] Ends = ["menge", "anzahl", "gewicht", "stunden", "prozent", "punkte"];

    // Of what there is a sum.
    private static readonly HashSet<string> Sums = Set("total sum summe gesamt totale");

    // Behind a quantity: what is paid for it.
    private static readonly HashSet<string> OnTop = Set("surcharge margin marge zuschlag aufschlag supplement markup");

    private static readonly HashSet<string> Charged = Set("billed invoiced charged");

    private static readonly HashSet<string> Units = Set(
        "ms sec secs min mins hr hrs mm cm mi ft sqm sqft qm ml cl hl lb oz mg gr kwh mwh kw mb gb tb db bps rpm kmh mph celsius "
        + "fahrenheit late early left");

    private static readonly HashSet<string> Joining = Set("of in to on at for from since until by with in and von im zu bis seit de");

    private static readonly HashSet<string> Pers = Set("per pro je por par");

    // Before a rate that is paid.
    private static readonly HashSet<string> Paid = Set("hourly daily day night nightly room monthly weekly hour labor");

    private static readonly (string Word, string Code)[] Named =
    [
        ("euro", "EUR"), ("dollar", "USD"), ("pound", "GBP"), ("sterling", "GBP"), ("franc", "CHF"), ("franken", "CHF"), ("yen", "JPY"),
        ("yuan", "CNY"), ("krone", "DKK"), ("kronen", "DKK"), ("krona", "SEK"), ("kronor", "SEK"), ("zloty", "PLN"), ("rupee", "INR"),
        ("rubel", "RUB"), ("ruble", "RUB"), ("real", "BRL"), ("reais", "BRL"), ("lira", "TRY"), ("forint", "HUF"), ("peso", "MXN"),
    ];

    // ISO 4217, without zeros in front.
    private static readonly HashSet<UInt128> Numeric =
    [
        .. ("8 12 32 36 44 48 50 51 52 60 64 68 72 84 90 96 104 108 116 124 132 136 144 152 156 170 174 188 191 192 203 208 214 222 "
            + "230 232 238 242 262 270 292 320 324 328 332 340 344 348 352 356 360 364 368 376 388 392 398 400 404 408 410 414 417 "
            + "418 422 426 430 434 446 454 458 462 480 484 496 498 504 512 516 524 532 533 548 554 558 566 578 586 590 598 600 604 "
            + "608 634 643 646 654 682 690 694 702 704 706 710 728 748 752 756 760 764 776 780 784 788 800 807 818 826 834 840 858 "
            + "860 882 886 901 925 927 928 929 930 931 932 933 934 936 938 940 941 943 944 946 949 950 951 952 953 967 968 969 971 "
            + "972 973 975 976 977 978 979 980 981 985 986").Split(' ').Select(Hash),
    ];

    /// <summary>True for a column that tells currencies by its name, whatever its values are.</summary>
    public static bool NamesCurrencies(string[] words) =>
        words.Any(Currency.Contains) && words.All(w => Currency.Contains(w) || Codes.Contains(w));

    /// <summary>True for a column that tells currencies, by its name or by its values.</summary>
    public static bool AreCurrencies(DraftedColumn column) => column.Type.Kind == ColumnKind.Text
        ? column.IsOfCurrencies || column.Words.Any(Currency.Contains)
        : column.IsNumber && (NamesCurrencies(column.Words)
            || (column.Words.Any(Currency.Contains) && column.Values is { Count: > 0 and <= MostNumericCodes } codes
                && codes.All(Numeric.Contains)));

    /// <summary>What of a currency column's name is about something else: fee of <c>fee_currency</c>.</summary>
    public static string[] About(DraftedColumn currency) =>
    [
        .. currency.Words.Where(w => !Currency.Contains(w) && !Codes.Contains(w))
            .Select(w => Currency.Where(c => c.Length > FewestLetters && w.EndsWith(c, StringComparison.Ordinal))
                .Select(c => w[..^c.Length]).FirstOrDefault() ?? w),
    ];

    /// <summary>True when a column has a word in its name, or the plural of it.</summary>
    public static bool Has(DraftedColumn column, string word) => column.Words.Any(w => AreAlike(w, word) || AreAlike(word, w));

    /// <summary>True when a column's name says in which currency its amounts are: <c>amount_eur</c>.</summary>
    /// <param name="column">The column.</param>
    /// <param name="currencies">The currencies of its table, of which any may be in the name; without them, common ones.</param>
    public static bool NamesOne(DraftedColumn column, DraftedColumn? currencies) => column.Words.Any(w =>
        MoneySight.IsCommon(w) || Named.Any(n => n.Word is not ("pound" or "real" or "peso") && (n.Word == w || n.Word + "s" == w))
        || (Quantity.IsCurrency(w.ToUpperInvariant()) && currencies?.Values?.Contains(Hash(w.ToUpperInvariant())) == true));

    /// <summary>What a column's name says about its numbers.</summary>
    public static MoneyKind KindOf(DraftedColumn column)
    {
        if (ShareWords.AreShares(column))
            return MoneyKind.Other;
        var words = column.Words;
        if (Array.FindIndex(words, Pers.Contains) is var per and > 0)
            words = words[..per];
        // The last word says what it is: a stock value is a value, and a sales count is a count.
        var at = Array.FindLastIndex(words, w => !Sums.Contains(w) && OfWord(w) != MoneyKind.Unsaid);
        var kind = at < 0 ? MoneyKind.Unsaid : OfWord(words[at]);
        if (kind == MoneyKind.Other && at > 0 && words[at] == "rate" && Paid.Contains(words[at - 1]))
            return MoneyKind.Money;
        if (kind == MoneyKind.Other)
            kind = Behind(words, at + 1);
        var isSum = Sums.Contains(words[^1]) && (kind != MoneyKind.Other || column.Type.Kind != ColumnKind.BigInt);
        return isSum || (at < 0 && words.Any(Sums.Contains)) ? MoneyKind.Money : kind;
    }

    // Units and movements say no more of a quantity. Another word may name an amount: a weight surcharge is one, and billed hours may be.
    private static MoneyKind Behind(string[] words, int from)
    {
        var rest = words[from..].Where(w => !Sums.Contains(w)).ToList();
        return rest.Count == 0 || Joining.Contains(rest[0]) || (NumberWords.IsRate(words) && !rest.Exists(OnTop.Contains))
            ? MoneyKind.Other
            : rest.Exists(OnTop.Contains) ? MoneyKind.Unsaid
            : rest.TrueForAll(w => Units.Contains(w) || w.Any(char.IsAsciiDigit) || w.Length == 1 || IsMovement(w)) ? MoneyKind.Other
            : MoneyKind.Either;
    }

    private static bool IsMovement(string word) => !Charged.Contains(word)
        && (NumberWords.IsMovement(word) || word.EndsWith("ed", StringComparison.Ordinal));

    /// <summary>The code of a currency that a value names in words: USD for <c>US dollars</c>; null for none.</summary>
    public static string? Worded(string value)
    {
        var last = value[(value.LastIndexOf(' ') + 1)..].ToLowerInvariant();
        return Array.Find(Named, n => n.Word == last || n.Word + "s" == last).Code;
    }

    /// <summary>Two ways in which a column writes one currency, such as EUR and eur; null for none.</summary>
    public static (string One, string Other)? Twice(DraftedColumn column)
    {
        if (column.Values is not { } values)
            return null;
        foreach (var code in Quantity.Currencies.Where(c => c.All(char.IsAsciiLetterUpper)))
        {
            var lower = code.ToLowerInvariant();
            var ways = new[] { code, lower, code[..1] + lower[1..] }.Concat(Named.Where(n => n.Code == code && n.Word is "euro")
                .SelectMany(_ => new[] { "€", "Euro", "euro", "EURO" })).Where(w => values.Contains(Hash(w))).ToList();
            if (ways.Count > 1)
                return (ways[0], ways[1]);
        }

        return null;
    }

    private static MoneyKind OfWord(string word) =>
        Others.Contains(word) || Array.Exists(Ends, e => word.EndsWith(e, StringComparison.Ordinal)) ? MoneyKind.Other
        : Eithers.Contains(word) ? MoneyKind.Either
        : IsMoney(word) || (word.EndsWith('s') && IsMoney(word[..^1])) ? MoneyKind.Money : MoneyKind.Unsaid;

    private static bool IsMoney(string word) => Money.Contains(word) || KeyChoice.IsAmount([word]);

    // fee and fees, gebuhr and gebuhren.
    private static bool AreAlike(string word, string other) => word == other || (word.Length >= FewestLetters
        && other.Length - word.Length is > 0 and <= LongestEnding && other.StartsWith(word, StringComparison.Ordinal));

    private static UInt128 Hash(string text) => ColumnSight.Hash(System.Text.Encoding.UTF8.GetBytes(text));

    private static HashSet<string> Set(string words) => new(words.Split(' '), StringComparer.Ordinal);
}
