using System.Text;

namespace Metrics.GraphQL.Language;

/// <summary>The character classes of the grammar, over UTF-8 bytes.</summary>
internal static class Characters
{
    public static bool IsDigit(int c) => c is >= '0' and <= '9';

    public static bool IsNameStart(int c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or '_';

    public static bool IsNameContinue(int c) => IsNameStart(c) || IsDigit(c);

    /// <summary>The byte at a position, or -1 beyond the end.</summary>
    public static int At(ReadOnlySpan<byte> source, int position) => position < source.Length ? source[position] : -1;

    /// <summary>Names the character at a position for a message: <c>"x"</c>, <c>U+00E9</c> or <c>&lt;EOF&gt;</c>.</summary>
    public static string Describe(ReadOnlySpan<byte> source, int position)
    {
        if (position >= source.Length)
            return "<EOF>";
        _ = Rune.DecodeFromUtf8(source[position..], out var rune, out _);
        return rune.Value switch
        {
            '"' => "'\"'",
            >= 0x20 and <= 0x7e => $"\"{rune}\"",
            var code => $"U+{code:X4}",
        };
    }
}
