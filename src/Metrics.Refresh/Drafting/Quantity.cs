using System.Text;
using System.Text.RegularExpressions;

namespace Metrics.Refresh.Drafting;

/// <summary>What a value of digits, letters and signs may be.</summary>
internal enum QuantityKind
{
    /// <summary>Not recognised: a text.</summary>
    None,

    /// <summary>A number, perhaps with a unit, a currency or brackets.</summary>
    Number,

    /// <summary>A number and a word that is not a known unit, but may be one.</summary>
    Worded,

    /// <summary>Not a number but an identifier, such as <c>A-1001</c> or <c>12 345-B</c>.</summary>
    Code,
}

/// <summary>Distinguishes numbers with units or signs from codes that contain digits.</summary>
internal static partial class Quantity
{
    private const int LongestCode = 30;

    // A number with more digits directly before a letter is a code that ends in the letter, not thousands, millions or amperes.
    private const int MostDigitsBeforeLetter = 3;

    /// <summary>ISO 4217, and how people write some of it.</summary>
    public static HashSet<string> Currencies { get; } = Words(
        """
        AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLF CLP CNY COP CRC
        CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD
        JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN
        NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB
        TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XAG XAU XCD XOF XPF YER ZAR ZMW ZWL BTC ETH
        zł Kč kr SFr SFr. Fr Fr. Ft Rs Rs. lei Lei euro Euro euros Euros eur usd gbp chf sek nok dkk pln czk huf
        """);

    private static readonly HashSet<string> Units = Words(
        """
        kg g mg t lb lbs oz st km m cm mm mi ft in yd nm l L ml mL cl dl hl gal pt qt h hr hrs min s sec ms d wk mo yr yrs a W kW MW GW
        kWh Wh MWh V mV kV A mA Ah mAh J kJ MJ cal Hz kHz MHz GHz Pa kPa hPa bar K C F k M B bn Bn mn Mn m2 m3 qm cm2 cm3 ha sqm sq pc
        pcs ea St Stk Stck x pp bp bps dpi px B KB kB MB GB TB PB Mio Mrd Tsd mph kmh rpm dB ct cts CR DR Cr Dr cr dr
        """);

    /// <summary>Classifies a value.</summary>
    /// <param name="written">The value.</param>
    /// <param name="word">The word after the number if the word is not known; otherwise null.</param>
    public static QuantityKind KindOf(string written, out string? word)
    {
        word = null;
        if (Form().Match(written) is not { Success: true } form)
            return written.Length <= LongestCode && Code().IsMatch(written) ? QuantityKind.Code : QuantityKind.None;
        var (number, before, behind) = (form.Groups["number"].Value, form.Groups["before"].Value, form.Groups["behind"].Value);
        if (before.Length > 0 && !Currencies.Contains(before))
            return QuantityKind.Code;
        if (behind.Length == 0)
            return QuantityKind.Number;
        var isApart = form.Groups["gap"].Length > 0;
        var hasFraction = number.AsSpan().IndexOfAny('.', ',') >= 0;
        if (Currencies.Contains(behind) || (Units.Contains(behind) && (isApart || hasFraction || behind.Length > 1 || !IsLong(number))))
            return QuantityKind.Number;
        if (!isApart && !hasFraction)
            return QuantityKind.Code;
        word = behind;
        return QuantityKind.Worded;
    }

    /// <summary>True for the code or the sign of a currency.</summary>
    public static bool IsCurrency(string text) => Currencies.Contains(text) || (text.Length == 1 && MoneySight.Signs.Contains(text[0]));

    /// <summary>True for a number with a currency sign, a currency code or a percent sign.</summary>
    public static bool IsMoney(string written) => Money().Match(written) is { Success: true } money
        && (money.Groups["code"].Value is not { Length: > 0 } code || Currencies.Contains(code));

    /// <summary>
    /// The shape of a value, with letters as <c>a</c> and digits as <c>9</c>, so that messages do not disclose data. A unit or a currency
    /// discloses nothing and is kept.
    /// </summary>
    /// <param name="written">The value.</param>
    /// <param name="unit">The word after every number of its column; null for none.</param>
    public static string Shape(string written, string? unit)
    {
        var form = Form().Match(written);
        var (before, behind) = (form.Groups["before"], form.Groups["behind"]);
        var isUnit = Currencies.Contains(behind.Value) || Units.Contains(behind.Value) || behind.Value == unit;
        return string.Concat(
            Masked(written, 0, before.Index), Currencies.Contains(before.Value) ? before.Value : Masked(before.Value, 0, before.Length),
            Masked(written, before.Index + before.Length, behind.Success ? behind.Index : written.Length),
            isUnit ? behind.Value : Masked(behind.Value, 0, behind.Length),
            behind.Success ? Masked(written, behind.Index + behind.Length, written.Length) : "");
    }

    private static string Masked(string text, int from, int to) => string.Concat(text[from..to].EnumerateRunes()
        .Select(r => Rune.IsLetter(r) ? "a" : Rune.IsDigit(r) ? "9" : Rune.IsControl(r) ? " " : r.ToString()));

    private static bool IsLong(string number) => number.Count(char.IsAsciiDigit) > MostDigitsBeforeLetter;

    private static HashSet<string> Words(string text) =>
        new(text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries), StringComparer.Ordinal);

    // Matches $5.00, US$5.00, $56.7M, 5 kg, 12%, (5.00) and 5.00-: amounts of money, quantities, shares, debts. Plain numbers match too.
    [GeneratedRegex(
        @$"^\(?[-+]?\s*([A-Z]{{0,3}}[{MoneySight.Signs}]|(?<before>{MoneySight.Words}|[A-Z]{{3}}) ?)?\s*[-+]?(?<number>[0-9][0-9.,' ]*?)"
            + @$"((?<sign>\s?[%{MoneySight.Signs}-])|(-(?=\s))?(?<gap>\s?)(?<behind>{MoneySight.Words}|[A-Za-z]{{1,4}}[23]?))?\s*\)?$",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Form();

    // At least one digit and one letter, in one to four parts. Four lower-case letters in a row are a word of a sentence.
    [GeneratedRegex(
        @"^(?=.*[0-9])(?=.*\p{L})(?!.*\p{Ll}{4})[\p{L}0-9]+([-/._# ]{1,3}[\p{L}0-9]+){0,3}$", RegexOptions.ExplicitCapture)]
    private static partial Regex Code();

    [GeneratedRegex(
        @$"^[-+]?\s*([%{MoneySight.Signs}]|(?<code>{MoneySight.Words}|[A-Z]{{3}}))\s*[-+]?[0-9][0-9.,' ]*$"
            + @$"|^[-+]?[0-9][0-9.,' ]*\s*([%{MoneySight.Signs}]|(?<code>{MoneySight.Words}|[A-Z]{{3}}))$",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Money();
}
