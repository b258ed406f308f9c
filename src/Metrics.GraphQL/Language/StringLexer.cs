using System.Text;

namespace Metrics.GraphQL.Language;

/// <summary>Reads quoted strings with their escapes.</summary>
internal static class StringLexer
{
    public static Token Read(ReadOnlySpan<byte> source, int start)
    {
        var position = start + 1;
        var chunk = position;
        StringBuilder? text = null;
        while (true)
        {
            var stop = source[position..].IndexOfAny("\"\\\n\r"u8);
            position = stop < 0 ? source.Length : position + stop;
            switch (Characters.At(source, position))
            {
                case '"':
                    var tail = Encoding.UTF8.GetString(source[chunk..position]);
                    return new Token(TokenKind.String, start, position + 1, text is null ? tail : text.Append(tail).ToString());
                case '\\':
                    text ??= new StringBuilder();
                    text.Append(Encoding.UTF8.GetString(source[chunk..position]));
                    position += ReadEscape(source, position, text);
                    chunk = position;
                    break;
                default:
                    throw new SyntaxException("Unterminated string.", position);
            }
        }
    }

    /// <summary>Appends the character of an escape sequence and returns the length of the sequence in bytes.</summary>
    private static int ReadEscape(ReadOnlySpan<byte> source, int position, StringBuilder text)
    {
        var c = Characters.At(source, position + 1);
        if (c == 'u')
            return UnicodeEscape.Read(source, position, text);
        var value = c switch
        {
            '"' => '"',
            '\\' => '\\',
            '/' => '/',
            'b' => '\b',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            _ => throw new SyntaxException($"Invalid character escape sequence: \"\\{(c < 0x20 ? "" : (char)c)}\".", position),
        };
        text.Append(value);
        return 2;
    }
}
