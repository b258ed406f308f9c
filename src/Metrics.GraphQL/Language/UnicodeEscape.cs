using System.Globalization;
using System.Text;

namespace Metrics.GraphQL.Language;

/// <summary>Reads the escape sequences <c>\u00e9</c>, surrogate pairs of these, and <c>\u{1F600}</c>.</summary>
internal static class UnicodeEscape
{
    private const int FixedLength = 6;

    public static int Read(ReadOnlySpan<byte> source, int position, StringBuilder text)
    {
        if (Characters.At(source, position + 2) == '{')
            return ReadBraced(source, position, text);

        var unit = ReadUnit(source, position);
        if (unit is { } code && !char.IsSurrogate((char)code))
        {
            text.Append((char)code);
            return FixedLength;
        }

        // Half of a surrogate pair is not a character: the other half must follow as an escape sequence too.
        if (unit is { } high && char.IsHighSurrogate((char)high)
            && Characters.At(source, position + FixedLength) == '\\'
            && Characters.At(source, position + FixedLength + 1) == 'u'
            && ReadUnit(source, position + FixedLength) is { } low && char.IsLowSurrogate((char)low))
        {
            text.Append((char)high).Append((char)low);
            return 2 * FixedLength;
        }
        throw Invalid(position);
    }

    private static int ReadBraced(ReadOnlySpan<byte> source, int position, StringBuilder text)
    {
        var digits = source[(position + 3)..];
        var length = digits[..Math.Min(digits.Length, 9)].IndexOf((byte)'}');
        if (length > 0
            && int.TryParse(digits[..length], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
            && Rune.TryCreate(code, out var rune))
        {
            text.Append(rune);
            return length + 4;
        }
        throw Invalid(position);
    }

    private static int? ReadUnit(ReadOnlySpan<byte> source, int position) =>
        position + FixedLength <= source.Length
        && int.TryParse(source.Slice(position + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
            ? code
            : null;

    private static SyntaxException Invalid(int position) => new("Invalid Unicode escape sequence.", position);
}
