namespace Metrics.Semantic.Expressions;

/// <summary>Names that stand in an author's filter outside of braces, where no column is known by them.</summary>
internal static class BareNames
{
    // What conditions are made of besides names and values.
    private static readonly HashSet<string> Keywords = new(
        ("and or not in is null like ilike similar to between symmetric exists any some all case when then else end cast as collate at "
            + "time zone interval date timestamp year quarter month week day hour minute second "
            + "extract epoch dow isodow doy from for distinct "
            + "escape true false unknown isnull notnull array row overlaps position substring overlay placing trim leading trailing both "
            + "over partition by order filter within group using asc desc nulls first last precision double varying local without with")
            .Split(' '),
        StringComparer.OrdinalIgnoreCase);

    /// <summary>The names, in order; of a filter with a query in it none, since its names are of other tables.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="keywords">True to take words that SQL has a meaning for as well.</param>
    public static IEnumerable<string> In(AuthorFilter filter, bool keywords = false)
    {
        // A text is no name, and makes none of what stands beside it.
        var sql = string.Concat(filter.Pieces.Select(p => p is AuthorFilter.Piece.Sql text ? text.Text : " '' "));
        var read = SqlTokens.Of(sql);
        if (read.IsDoubtful || AuthoredColumns.ReadsElsewhere(sql))
            return [];
        var tokens = read.All;
        return Enumerable.Range(0, tokens.Count).Where(i => tokens[i].IsName && IsColumn(tokens, i))
            .Where(i => keywords || tokens[i].Kind == SqlTokenKind.Name
                || !(Keywords.Contains(tokens[i].Text) || SqlWords.IsValue(tokens[i].Text)))
            .Select(i => tokens[i].Text).Distinct(StringComparer.OrdinalIgnoreCase);
    }

    // No function, no type of a cast, no part of a longer name.
    private static bool IsColumn(IReadOnlyList<SqlToken> tokens, int at) =>
        !(at + 1 < tokens.Count && (tokens[at + 1].Is("(") || tokens[at + 1].Is(".")))
        && !(at > 0 && (tokens[at - 1].Is(".") || tokens[at - 1].Is(":") || tokens[at - 1].Names("as")
            || tokens[at - 1].Names("collate")));
}
