namespace Metrics.GraphQL.Language;

internal static class TypeReferenceParser
{
    public static TypeReference Parse(TokenStream tokens)
    {
        var start = tokens.Current.Start;
        TypeReference type;
        if (tokens.TryTake(TokenKind.BracketOpen))
        {
            tokens.Descend();
            var item = Parse(tokens);
            tokens.Ascend();
            tokens.Expect(TokenKind.BracketClose);
            type = new TypeReference.ListOf(item, start);
        }
        else
        {
            type = ParseNamed(tokens);
        }
        return tokens.TryTake(TokenKind.Bang) ? new TypeReference.NonNull(type, start) : type;
    }

    public static TypeReference.Named ParseNamed(TokenStream tokens)
    {
        var start = tokens.Current.Start;
        return new TypeReference.Named(tokens.ExpectName(), start);
    }
}
