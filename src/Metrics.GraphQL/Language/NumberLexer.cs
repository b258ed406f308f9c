namespace Metrics.GraphQL.Language;

/// <summary>Reads Int and Float tokens; their text is kept as written.</summary>
internal static class NumberLexer
{
    public static Token Read(ReadOnlySpan<byte> source, int start)
    {
        var position = start;
        var isFloat = false;
        if (source[position] == '-')
            position++;

        if (Characters.At(source, position) == '0')
        {
            position++;
            if (Characters.IsDigit(Characters.At(source, position)))
                throw new SyntaxException($"Invalid number, unexpected digit after 0: {Characters.Describe(source, position)}.", position);
        }
        else
        {
            position = ReadDigits(source, position);
        }

        if (Characters.At(source, position) == '.')
        {
            isFloat = true;
            position = ReadDigits(source, position + 1);
        }

        if (Characters.At(source, position) is 'e' or 'E')
        {
            isFloat = true;
            position++;
            if (Characters.At(source, position) is '+' or '-')
                position++;
            position = ReadDigits(source, position);
        }

        // No name or second fraction may follow a number directly: "1a" and "1.0.0" are errors, not two tokens.
        var next = Characters.At(source, position);
        if (next == '.' || Characters.IsNameStart(next))
            throw ExpectedDigit(source, position);
        return new Token(isFloat ? TokenKind.Float : TokenKind.Int, start, position);
    }

    private static int ReadDigits(ReadOnlySpan<byte> source, int position)
    {
        if (!Characters.IsDigit(Characters.At(source, position)))
            throw ExpectedDigit(source, position);
        while (Characters.IsDigit(Characters.At(source, position)))
            position++;
        return position;
    }

    private static SyntaxException ExpectedDigit(ReadOnlySpan<byte> source, int position) =>
        new($"Invalid number, expected digit but got: {Characters.Describe(source, position)}.", position);
}
