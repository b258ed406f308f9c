using System.Globalization;

namespace Metrics.Refresh.Sources;

/// <summary>How many of the rows read may be rejected before a load fails: <c>10</c>, or <c>5%</c> of them; 1 % by default.</summary>
/// <param name="Rows">A number of rows; null for a share.</param>
/// <param name="Share">A share of the rows, from 0 to 1.</param>
internal sealed record RejectLimit(long? Rows, decimal Share)
{
    public const string Expected = "a number of rows such as 10, or a share of them such as 5%; 100% lets any number pass";

    /// <summary>The limit when the author declares none.</summary>
    public static RejectLimit Default { get; } = Of(0.01m);

    public static RejectLimit None { get; } = Of(0L);

    /// <summary>Any number, even all rows: an empty table is accepted.</summary>
    public static RejectLimit Any { get; } = Of(1m);

    /// <summary>Whether all rows of a file may be rejected: only when the author explicitly declares 100%.</summary>
    public bool MayLeaveNone => Rows is null && Share == 1;

    public static RejectLimit Of(long rows) => new(rows, 0);

    public static RejectLimit Of(decimal share) => new(null, share);

    public static RejectLimit? Parse(string text)
    {
        text = text.Trim();
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var rows))
            return Of(rows);
        return text.EndsWith('%')
            && decimal.TryParse(text[..^1].TrimEnd(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent)
            && percent <= 100
                ? Of(percent / 100)
                : null;
    }

    public bool Allows(long rejected, long rows) => Rows is { } most ? rejected <= most : rejected <= Share * rows;

    /// <summary>For messages: <c>9 may</c>, <c>1 % may</c>.</summary>
    public string Words => Rows is { } most
        ? string.Create(CultureInfo.InvariantCulture, $"at most {most:N0} may be rejected")
        : string.Create(CultureInfo.InvariantCulture, $"at most {Share * 100:0.##} % may be rejected");

    /// <summary>As written in fingerprints; the default is an empty text, as in earlier releases.</summary>
    public override string ToString() => this == Default ? ""
        : Rows is { } most ? most.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{Share * 100:0.####}%");
}
