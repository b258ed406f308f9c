namespace Metrics.Semantic.Expressions;

/// <summary>Names in an author's filter outside braces, where a name is not resolved to a column.</summary>
internal static class BareNames
{
    // The words of conditions that are neither names nor values.
    private static readonly HashSet<string> Keywords = new(
        ("and or not in is null like ilike similar to between symmetric exists any some all case when then else end cast as collate at "
            + "time zone interval date timestamp year quarter month week day hour minute second "
            + "extract epoch dow isodow doy from for distinct "
            + "escape true false unknown isnull notnull array row overlaps position substring overlay placing trim leading trailing both "
            + "over partition by order filter within group using asc desc nulls first last precision double varying local without with")
            .Split(' '),
        StringComparer.OrdinalIgnoreCase);

    /// <summary>The names, in order; none for a filter with a query in it, whose names belong to other tables.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="keywords">True to include words that have a meaning in SQL.</param>
    public static IEnumerable<string> In(AuthorFilter filter, bool keywords = false)
    {
        var tokens = Tokens(filter);
        return Names(tokens, Enumerable.Range(0, tokens.Count).Where(i => keywords || IsNoKeyword(tokens[i])));
    }

    /// <summary>
    /// Those of the names that are compared and so are certainly meant as columns. Elsewhere a word may be a unit, a type, the name of an
    /// argument, or another word of SQL.
    /// </summary>
    public static IEnumerable<string> Compared(AuthorFilter filter)
    {
        var tokens = Tokens(filter);
        return Names(tokens, Enumerable.Range(0, tokens.Count).Where(i => IsNoKeyword(tokens[i]) && IsCompared(tokens, i)));
    }

    private static IReadOnlyList<SqlToken> Tokens(AuthorFilter filter)
    {
        // A reference is replaced by a text literal, which is not a name and does not turn its neighbours into parts of one.
        var sql = string.Concat(filter.Pieces.Select(p => p is AuthorFilter.Piece.Sql text ? text.Text : " '' "));
        var read = SqlTokens.Of(sql);
        return read.IsDoubtful || AuthoredColumns.ReadsElsewhere(sql) ? [] : read.All;
    }

    private static IEnumerable<string> Names(IReadOnlyList<SqlToken> tokens, IEnumerable<int> places) => places
        .Where(i => tokens[i].IsName && IsColumn(tokens, i)).Select(i => tokens[i].Text).Distinct(StringComparer.OrdinalIgnoreCase);

    private static bool IsNoKeyword(SqlToken token) =>
        token.Kind == SqlTokenKind.Name || !(Keywords.Contains(token.Text) || SqlWords.IsValue(token.Text));

    private static bool IsCompared(IReadOnlyList<SqlToken> tokens, int at)
    {
        SqlToken? before = at > 0 ? tokens[at - 1] : null, behind = at + 1 < tokens.Count ? tokens[at + 1] : null;
        return IsSign(before) ? behind is not { } end || end.Is(")") || IsOneOf(end, "and", "or")
            : (before is not { } start || start.Is("(") || IsOneOf(start, "and", "or", "not", "when"))
                && (IsSign(behind) || (behind is { } test && IsOneOf(test, "is", "in", "like", "ilike", "between", "not")));
    }

    private static bool IsSign(SqlToken? token) => token is { } sign && (sign.Is("=") || sign.Is("<") || sign.Is(">") || sign.Is("!"));

    private static bool IsOneOf(SqlToken token, params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (token.Kind == SqlTokenKind.Word && token.Names(word))
                return true;
        }

        return false;
    }

    // Not a function, the type of a cast, part of a longer name, or the name of an argument (days => 30).
    private static bool IsColumn(IReadOnlyList<SqlToken> tokens, int at) =>
        !(at + 1 < tokens.Count && (tokens[at + 1].Is("(") || tokens[at + 1].Is(".")))
        && !(at + 2 < tokens.Count
            && ((tokens[at + 1].Is("=") && tokens[at + 2].Is(">")) || (tokens[at + 1].Is(":") && tokens[at + 2].Is("="))))
        && !(at > 0 && (tokens[at - 1].Is(".") || tokens[at - 1].Is(":") || tokens[at - 1].Names("as")
            || tokens[at - 1].Names("collate")));
}
