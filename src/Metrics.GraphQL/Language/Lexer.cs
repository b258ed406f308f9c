namespace Metrics.GraphQL.Language;

/// <summary>Reads tokens from a document's UTF-8 bytes (specification, section 2.1).</summary>
internal sealed class Lexer(ReadOnlyMemory<byte> source)
{
    public ReadOnlySpan<byte> Source => source.Span;

    /// <summary>The first token at or after a position.</summary>
    public Token Read(int position)
    {
        var bytes = source.Span;
        position = SkipIgnored(bytes, position);
        if (position >= bytes.Length)
            return new Token(TokenKind.EndOfFile, bytes.Length, bytes.Length);

        var c = bytes[position];
        if (Characters.IsNameStart(c))
            return ReadName(bytes, position);
        if (Punctuator(c) is { } kind)
            return new Token(kind, position, position + 1);
        if (c == '.' && Characters.At(bytes, position + 1) == '.' && Characters.At(bytes, position + 2) == '.')
            return new Token(TokenKind.Spread, position, position + 3);
        if (c == '"')
            return bytes[position..].StartsWith("\"\"\""u8) ? BlockStringLexer.Read(bytes, position) : StringLexer.Read(bytes, position);
        if (c == '-' || Characters.IsDigit(c))
            return NumberLexer.Read(bytes, position);

        throw new SyntaxException(
            c == '\''
                ? "Unexpected single quote character ('), did you mean to use a double quote (\")?"
                : $"Unexpected character: {Characters.Describe(bytes, position)}.",
            position);
    }

    private static int SkipIgnored(ReadOnlySpan<byte> bytes, int position)
    {
        while (position < bytes.Length)
        {
            switch (bytes[position])
            {
                case (byte)' ' or (byte)'\t' or (byte)',' or (byte)'\n' or (byte)'\r':
                    position++;
                    break;
                case (byte)'#':
                    var end = bytes[position..].IndexOfAny((byte)'\n', (byte)'\r');
                    position = end < 0 ? bytes.Length : position + end;
                    break;
                case 0xEF when bytes[position..].StartsWith("\uFEFF"u8):
                    position += 3;
                    break;
                default:
                    return position;
            }
        }
        return position;
    }

    private static Token ReadName(ReadOnlySpan<byte> bytes, int start)
    {
        var end = start + 1;
        while (end < bytes.Length && Characters.IsNameContinue(bytes[end]))
            end++;
        return new Token(TokenKind.Name, start, end);
    }

    private static TokenKind? Punctuator(byte c) => (char)c switch
    {
        '!' => TokenKind.Bang,
        '$' => TokenKind.Dollar,
        '&' => TokenKind.Ampersand,
        '(' => TokenKind.ParenOpen,
        ')' => TokenKind.ParenClose,
        ':' => TokenKind.Colon,
        '=' => TokenKind.EqualSign,
        '@' => TokenKind.At,
        '[' => TokenKind.BracketOpen,
        ']' => TokenKind.BracketClose,
        '{' => TokenKind.BraceOpen,
        '|' => TokenKind.Pipe,
        '}' => TokenKind.BraceClose,
        _ => null,
    };
}
