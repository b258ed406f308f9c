using YamlDotNet.Core;
using YamlDotNet.Core.Tokens;

namespace Metrics.Semantic.Reading;

/// <summary>
/// Finds the place that an author has to fix. The library reports where it stopped, which is often later: after a key without a colon, or a
/// quote or bracket that is not closed, it reads on into the next line.
/// </summary>
internal static class YamlFault
{
    /// <summary>The place of a mistake that the library reports, and text to add to its message.</summary>
    public static (Mark At, string More) Of(string text, YamlException refused)
    {
        // Other errors are already reported at their place.
        if (refused is not (SyntaxErrorException or SemanticErrorException))
            return (refused.Start, "");
        var (at, (tokens, isTold)) = (refused.Start, Before(text, refused.Start));
        if (tokens.Count == 0)
            return (at, "");
        var (last, open) = (tokens[^1], Open(tokens));
        var isPlain = last is Scalar { Style: ScalarStyle.Plain };
        // The library reports the start of the next line; the key is the token before it.
        if (isTold && last is Scalar && refused.Message.Contains("could not find expected ':'", StringComparison.Ordinal))
            return (last.Start, "");
        if (open is not null && text.AsSpan((int)Math.Min(at.Index, text.Length)).IsWhiteSpace())
            return (open.Start, " (what is opened here is never closed)");
        // If a plain value in a block continues on the next line, the mistake is in that line.
        var isQuoted = last is Scalar { Style: ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted };
        var takesAlong = isQuoted || (isPlain && (open is not null || tokens is not [.., Value, _]));
        if (takesAlong && last.Start.Line < at.Line && last.End.Line == at.Line)
            return (last.Start, isPlain ? "" : " (the quote that is opened here is closed in a later line)");
        return open is not null && last.End.Line < at.Line ? (last.End, "") : (at, "");
    }

    /// <summary>The place to report when the library gives none: the innermost open bracket, or the last token; null if neither.</summary>
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

    // Scans the text a second time, because the library does not say what it had read before it failed.
    private static (List<Token> Tokens, bool IsTold) Before(string text, Mark? end)
    {
        var (tokens, scanner, isTold) = (new List<Token>(), new Scanner(new StringReader(text), skipComments: true), false);
        try
        {
            // After an error the scanner returns the faulty text, and then errors without end: stop at the second one.
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
            // The scanner fails here too.
        }

        return (tokens, isTold);
    }
}
