using System.Text.RegularExpressions;

namespace Metrics.Refresh.Drafting;

/// <summary>The currencies among a column's first values: in which ones amounts are written, or which ones it names.</summary>
internal sealed partial class MoneySight
{
    // As people write them beside amounts, a pattern that .NET and PostgreSQL read alike.
    public const string Words = "zł|Kč|kr|SFr[.]?|Fr[.]?|Ft|Rs[.]?|lei|Lei|[Ee]uros?|eur|usd|gbp|chf|sek|nok|dkk|pln|czk|huf";

    public const string Signs = "€$£¥₹₽₺₩₪₴₫฿₦₱";

    /// <summary>Finds the currency of an amount.</summary>
    public const string Written = $"{Words}|[A-Z]*[{Signs}]|[A-Z]{{3}}";

    private const int MostCurrencies = 10;

    // Signs, and codes that are no words of another meaning. A column that names only other codes needs a name that says so.
    private static readonly HashSet<string> Common = new(StringComparer.OrdinalIgnoreCase)
    {
        "EUR", "USD", "GBP", "CHF", "JPY", "CNY", "CAD", "AUD", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "INR", "BRL", "MXN", "€", "$",
        "£", "¥", "₹", "euro", "euros", "dollar", "dollars",
    };

    private readonly SortedSet<string> _written = new(StringComparer.Ordinal);
    private int _seen;
    private int _codes;
    private int _common;
    private bool _isOverAll = true;

    /// <summary>True when every value names a currency, and at least one a common one.</summary>
    public bool IsOfCodes => _common > 0 && _codes == _seen;

    /// <summary>The currency that all amounts are written with; null for none, and for several.</summary>
    public string? Only => _isOverAll && _written.Count == 1 ? _written.Min : null;

    /// <summary>The currencies that amounts are written with, if there are several.</summary>
    public IReadOnlyCollection<string> Several => _written.Select(InCapitals).Distinct().Order(StringComparer.Ordinal).ToList() is
        { Count: > 1 } several ? several : [];

    /// <summary>True for the code or the sign of a common currency, in any case.</summary>
    public static bool IsCommon(string text) => Common.Contains(text);

    /// <summary>Takes in a value.</summary>
    /// <param name="written">The value.</param>
    /// <param name="isNumber">True for a number, perhaps with a unit or a currency.</param>
    public void See(string written, bool isNumber)
    {
        _seen++;
        if (Quantity.IsCurrency(written.ToUpperInvariant()) || MoneyWords.Worded(written) is not null)
            _codes++;
        if (Common.Contains(written[(written.LastIndexOf(' ') + 1)..]))
            _common++;
        if (isNumber && Sign().Match(written) is { Success: true } sign)
        {
            if (_written.Count < MostCurrencies)
                _written.Add(sign.Value);
        }
        else if (written.Any(char.IsAsciiDigit))
        {
            _isOverAll = false;
        }
    }

    // eur is EUR, and kr is no code.
    private static string InCapitals(string written) =>
        written.ToUpperInvariant() is var code && Quantity.IsCurrency(code) ? code : written;

    [GeneratedRegex(Written)]
    private static partial Regex Sign();
}
