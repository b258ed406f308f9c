using System.Text;

namespace Metrics.Semantic.Expressions;

/// <summary>Which columns an author's expression over one row of a table may read. In doubt, all of them.</summary>
internal static class AuthoredColumns
{
    // Functions that read a table named in a text, or something outside the database.
    private static readonly string[] ReadingFunctions =
    [
        "_to_xml", "dblink", "pg_read_", "pg_stat_file", "lo_", "pg_ls_", "ts_stat", "ts_rewrite", "crosstab", "connectby", "xpath_table",
        "get_raw_page", "heap_page", "bt_page", "pgstattuple",
    ];

    /// <summary>
    /// The column that an expression consists of, whatever it is cast to and however it is written (<c>"product_sku"</c>,
    /// <c>t.product_sku</c>, <c>(product_sku)::text</c>); null for anything computed.
    /// </summary>
    public static string? PlainColumn(string expr)
    {
        var tokens = SqlTokens.Of(expr);
        return tokens.IsDoubtful ? null : Plain(tokens.All.ToArray());
    }

    /// <summary>The column that an expression consists of, exactly as it is stored; null for anything else, including a cast.</summary>
    public static string? BareColumn(string expr)
    {
        var tokens = SqlTokens.Of(expr);
        return !tokens.IsDoubtful && tokens.All is [{ IsName: true } only]
            && !(only.Kind == SqlTokenKind.Word && SqlWords.IsValue(only.Text)) ? Folded(only) : null;
    }

    /// <summary>True unless the value of a column certainly does not go into an expression.</summary>
    /// <param name="expr">The expression.</param>
    /// <param name="column">The column.</param>
    /// <param name="table">The expression's name for the table's whole row.</param>
    public static bool Reads(string expr, string column, string table)
    {
        var read = SqlTokens.Of(expr);
        if (read.IsDoubtful)
            return true;
        var tokens = read.All;
        for (var i = 0; i < tokens.Count; i++)
        {
            if (tokens[i].Names(column))
                return true;
            // t.*, or the whole row: row_to_json(t), (t)::text, t is not null.
            if (tokens[i].Is("*") && i > 0 && tokens[i - 1].Is("."))
                return true;
            if (tokens[i].Names(table) && !IsFollowedByColumn(tokens, i))
                return true;
        }

        return false;
    }

    /// <summary>True unless an expression certainly reads only its own row: a query inside it would bypass every policy.</summary>
    public static bool ReadsElsewhere(string expr)
    {
        var read = SqlTokens.Of(expr);
        return read.IsDoubtful || read.All.Any(t => t.Kind == SqlTokenKind.Word
            && (t.Text.Equals("select", StringComparison.OrdinalIgnoreCase) || t.Text.Equals("table", StringComparison.OrdinalIgnoreCase)))
            || read.All.Any(t => t.IsName && ReadingFunctions.Any(f => t.Text.Contains(f, StringComparison.OrdinalIgnoreCase)));
    }

    /// <summary>True unless another expression is certainly not part of this one.</summary>
    public static bool Contains(string expr, string part)
    {
        var (whole, sought) = (SqlTokens.Of(expr), SqlTokens.Of(part));
        if (whole.IsDoubtful || sought.IsDoubtful)
            return true;
        var (all, inner) = (Comparable(whole.All), Comparable(Unwrapped(sought.All.ToArray())));
        return inner.Count > 0 && Enumerable.Range(0, Math.Max(0, all.Count - inner.Count + 1))
            .Any(i => all.Skip(i).Take(inner.Count).SequenceEqual(inner));
    }

    // t.column, or (t).column, which means the same.
    private static bool IsFollowedByColumn(IReadOnlyList<SqlToken> tokens, int table)
    {
        var at = table + 1;
        if (table > 0 && tokens[table - 1].Is("(") && at < tokens.Count && tokens[at].Is(")") && !(table > 1 && tokens[table - 2].IsName))
            at++;
        return at + 1 < tokens.Count && tokens[at].Is(".") && tokens[at + 1].IsName;
    }

    private static string? Plain(SqlToken[] tokens)
    {
        while (true)
        {
            tokens = Unwrapped(tokens);
            if (tokens is [var opens, var row, var closes, var dot, ..] && opens.Is("(") && row.IsName && closes.Is(")") && dot.Is("."))
                tokens = [row, .. tokens[3..]];
            if (tokens is [var only] && only.IsName)
                return Folded(only);
            if (tokens.Length >= 3 && tokens.Length % 2 == 1
                && tokens.Select((t, i) => i % 2 == 0 ? t.IsName : t.Is(".")).All(fits => fits))
                return Folded(tokens[^1]);
            if (tokens is [{ Kind: SqlTokenKind.Word } cast, var open, .., var close] && cast.Names("cast") && open.Is("(")
                && close.Is(")") && LastAs(tokens) is { } at)
            {
                tokens = tokens[2..at];
                continue;
            }

            if (LastCast(tokens) is not { } end)
                return null;
            tokens = tokens[..end];
        }
    }

    // Where "as type" of a cast begins.
    private static int? LastAs(SqlToken[] tokens)
    {
        for (var i = tokens.Length - 2; i > 2; i--)
        {
            if (tokens[i].Names("as"))
                return IsType(tokens[(i + 1)..^1]) ? i : null;
        }

        return null;
    }

    // Where a "::type" at the end begins.
    private static int? LastCast(SqlToken[] tokens)
    {
        for (var i = tokens.Length - 2; i > 0; i--)
        {
            if (tokens[i].Is(":") && tokens[i - 1].Is(":"))
                return IsType(tokens[(i + 1)..]) ? i - 1 : null;
        }

        return null;
    }

    private static bool IsType(SqlToken[] tokens) => tokens.Length > 0 && tokens.All(t =>
        t.IsName || (t.Kind == SqlTokenKind.Symbol && (t.Text is "(" or ")" or "," or "[" or "]" or "." || char.IsAsciiDigit(t.Text[0]))));

    private static SqlToken[] Unwrapped(SqlToken[] tokens)
    {
        while (tokens is [var first, .., var last] && first.Is("(") && last.Is(")") && ClosesAtEnd(tokens))
            tokens = tokens[1..^1];
        return tokens;
    }

    private static bool ClosesAtEnd(SqlToken[] tokens)
    {
        var depth = 0;
        for (var i = 0; i < tokens.Length; i++)
        {
            depth += tokens[i].Is("(") ? 1 : tokens[i].Is(")") ? -1 : 0;
            if (depth == 0)
                return i == tokens.Length - 1;
        }

        return false;
    }

    // Names in one case and without qualifiers.
    private static List<string> Comparable(IReadOnlyList<SqlToken> tokens)
    {
        var texts = new List<string>();
        for (var i = 0; i < tokens.Count; i++)
        {
            if (tokens[i].IsName && i + 1 < tokens.Count && tokens[i + 1].Is("."))
                i++;
            else
                texts.Add(tokens[i].Kind == SqlTokenKind.Text ? $"'{tokens[i].Text}'" : tokens[i].Text.ToLowerInvariant());
        }

        return texts;
    }

    // Folds case as the store does in multi-byte encodings: ASCII letters only.
    private static string Folded(SqlToken name) => name.Kind == SqlTokenKind.Word
        ? string.Create(name.Text.Length, name.Text, (to, from) =>
        {
            for (var i = 0; i < from.Length; i++)
                to[i] = char.IsAsciiLetterUpper(from[i]) ? char.ToLowerInvariant(from[i]) : from[i];
        })
        : name.Text;
}
