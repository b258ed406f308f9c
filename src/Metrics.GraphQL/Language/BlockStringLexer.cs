using System.Text;

namespace Metrics.GraphQL.Language;

/// <summary>Reads <c>"""block strings"""</c>. Their only escape sequence is <c>\"""</c>.</summary>
internal static class BlockStringLexer
{
    public static Token Read(ReadOnlySpan<byte> source, int start)
    {
        var position = start + 3;
        var chunk = position;
        var raw = new StringBuilder();
        while (position < source.Length)
        {
            var stop = source[position..].IndexOfAny((byte)'"', (byte)'\\');
            if (stop < 0)
                break;
            position += stop;
            var rest = source[position..];
            if (rest.StartsWith("\"\"\""u8))
            {
                raw.Append(Encoding.UTF8.GetString(source[chunk..position]));
                return new Token(TokenKind.BlockString, start, position + 3, BlockString.Dedent(raw.ToString()));
            }
            if (rest.StartsWith("\\\"\"\""u8))
            {
                raw.Append(Encoding.UTF8.GetString(source[chunk..position]));
                chunk = position + 1;
                position += 4;
            }
            else
            {
                position++;
            }
        }
        throw new SyntaxException("Unterminated string.", source.Length);
    }
}
