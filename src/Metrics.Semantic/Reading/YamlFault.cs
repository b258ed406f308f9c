using YamlDotNet.Core;
using YamlDotNet.Core.Tokens;

namespace Metrics.Semantic.Reading;

/// <summary>
/// Finds the place that an author has to look at. The library says where it stopped to understand, which is often behind that: a key
/// without a colon, a quote or a bracket that nothing closes take the next line along.
/// </summary>
internal static class YamlFault
{
    /// <summary>Where to look for what the library refused, and what there is to add to its words.</summary>
    public static (Mark At, string More) Of(string text, YamlException refused)
    {
        // What is refused by what it means is refused at its place.
        if (refused is not (SyntaxErrorException or SemanticErrorException))
            return (refused.Start, "");
        var (at, (tokens, isTold)) = (refused.Start, Before(text, refused.Start));
        if (tokens.Count == 0)
            return (at, "");
        var (last, open) = (tokens[^1], Open(tokens));
        var isPlain = last is Scalar { Style: ScalarStyle.Plain };
        // Told where the next line begins; the key is what stands before it.
        if (isTold && last is Scalar && refused.Message.Contains("could not find expected ':'", StringComparison.Ordinal))
            return (last.Start, "");
        if (open is not null && text.AsSpan((int)Math.Min(at.Index, text.Length)).IsWhiteSpace())
            return (open.Start, " (what is opened here is never closed)");
        // A plain value that goes on in the next line of a block is a mistake of that line.
        var isQuoted = last is Scalar { Style: ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted };
        var takesAlong = isQuoted || (isPlain && (open is not null || tokens is not [.., Value, _]));
        if (takesAlong && last.Start.Line < at.Line && last.End.Line == at.Line)
            return (last.Start, isPlain ? "" : " (the quote that is opened here is closed in a later line)");
        return open is not null && last.End.Line < at.Line ? (last.End, "") : (at, "");
    }

    /// <summary>Where to look when the library gave up without a word: what is open, or the last that it read; null for nothing.</summary>
    public static Mark? Of(string text) => Before(text, null).Tokens is [.., var last] tokens ? (Open(tokens) ?? last).Start : null;

    private static Token? Open(List<Token> tokens)
    {
        var open = new Stack<Token>();
        foreach (var token in tokens)
        {
            if (token is FlowMappingStart or FlowSequenceStart)
                open.Push(token);
            else if (token is FlowMappingEnd or FlowSequenceEnd && open.Count > 0)
                open.Pop();
        }

        return open.Count > 0 ? open.Peek() : null;
    }

    // The library takes the text apart a second time: what it had read when it gave up, it does not tell.
    private static (List<Token> Tokens, bool IsTold) Before(string text, Mark? end)
    {
        var (tokens, scanner, isTold) = (new List<Token>(), new Scanner(new StringReader(text), skipComments: true), false);
        try
        {
            // Behind a mistake it has the text that the mistake is in, and then nothing but mistakes without an end.
            while (scanner.MoveNext() && scanner.Current is { } token
                && (end is null || token.Start.Index < end.Value.Index || token is Error))
            {
                if (token is Error && isTold)
                    break;
                if (token is Error)
                    isTold = true;
                else if (token is Scalar or Value or FlowEntry or BlockEntry or FlowMappingStart or FlowMappingEnd or FlowSequenceStart
                    or FlowSequenceEnd or Anchor or AnchorAlias or Tag)
                    tokens.Add(token);
            }
        }
        catch (Exception e) when (e is YamlException or InvalidOperationException)
        {
            // Here it gave up.
        }

        return (tokens, isTold);
    }
}
