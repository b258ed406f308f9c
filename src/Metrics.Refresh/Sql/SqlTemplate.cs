using System.Text.RegularExpressions;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Sql;

namespace Metrics.Refresh.Sql;

/// <summary>An author's SQL, parsed into text and its <c>{{ ref('x') }}</c>, <c>{{ source('s', 't') }}</c> and <c>{{ var('v') }}</c>.
/// </summary>
internal sealed partial record SqlTemplate(EquatableList<SqlTemplate.Piece> Pieces)
{
    /// <summary>Every reference to a table, in order; a table may occur several times.</summary>
    public IEnumerable<Piece.Relation> References => Pieces.OfType<Piece.Relation>();

    public IEnumerable<string> Vars => Pieces.OfType<Piece.Variable>().Select(p => p.Name).Distinct();

    /// <summary>True when an author's text contains nothing but comments.</summary>
    public static bool IsEmpty(string text) => SqlSpelling.IsEmpty(Tag().Replace(text, m => m.Groups["comment"].Success ? " " : "x"));

    /// <summary>Where it first names a table or a var; null when it does not.</summary>
    public SourceLocation? PlaceOf(string name) => Pieces.Select(p => p switch
    {
        Piece.Relation relation when relation.Name == name => relation.Location,
        Piece.Variable variable when variable.Name == name => variable.Location,
        _ => (SourceLocation?)null,
    }).FirstOrDefault(l => l is not null);

    /// <summary>Parses a text.</summary>
    /// <param name="text">The author's SQL.</param>
    /// <param name="begins">Where in its file the text begins.</param>
    /// <param name="problems">Takes problems with its tags.</param>
    public static SqlTemplate Parse(string text, SourceLocation begins, ICollection<Diagnostic> problems)
    {
        var pieces = new List<Piece>();
        var position = 0;
        foreach (Match match in Tag().Matches(text))
        {
            pieces.Add(new Piece.Text(text[position..match.Index]));
            position = match.Index + match.Length;
            var at = Locate(text, match.Index, begins);
            if (match.Groups["comment"].Success)
                continue;
            if (match.Groups["statement"].Success)
                problems.Add(new Diagnostic(
                    DiagnosticCode.WrongValue, "{% … %} is not supported in models", at,
                    "write plain SQL with {{ ref() }}, {{ source() }} and {{ var() }}"));
            else if (match.Groups["call"].Value.Trim() == "this")
                pieces.Add(new Piece.Relation("this", "this", at));
            else if (Call().Match(match.Groups["call"].Value) is { Success: true } call)
                pieces.Add(ToPiece(call, at, problems));
            else
                problems.Add(new Diagnostic(
                    DiagnosticCode.WrongValue,
                    $"'{match.Value}' is not {{{{ ref('x') }}}}, {{{{ source('s', 't') }}}} or {{{{ var('v') }}}}", at));
        }

        pieces.Add(new Piece.Text(text[position..]));
        return new SqlTemplate(pieces.ToEquatableList());
    }

    /// <summary>
    /// The SQL with every reference replaced by what the caller gives for it, with the table's name as alias where the author gave none.
    /// </summary>
    public string Render(Func<string, string> relation, Func<string, string> variable) =>
        string.Concat(Parts(relation, variable).Select(p => p.Sql)).Trim().TrimEnd(';').TrimEnd();

    /// <summary>The line of the author's text, counted from 0, from which a character of the rendered SQL comes.</summary>
    /// <param name="text">The text from which this was parsed.</param>
    /// <param name="index">The character; past the last one when the SQL ends too early.</param>
    /// <param name="relation">As it was rendered.</param>
    /// <param name="variable">As it was rendered.</param>
    public int LineOf(string text, int index, Func<string, string> relation, Func<string, string> variable)
    {
        // Text between tags is rendered unchanged. Comments are tags too, for which nothing is rendered.
        var begins = Tag().Matches(text).Select(m => m.Index + m.Length).Prepend(0).ToList();
        var parts = Parts(relation, variable).ToList();
        var whole = string.Concat(parts.Select(p => p.Sql));
        var rendered = Math.Max(1, Render(relation, variable).Length);
        var (left, seen) = (Math.Min(index, rendered - 1) + whole.Length - whole.TrimStart().Length, 0);
        foreach (var (sql, isAuthors) in parts)
        {
            if (isAuthors)
                seen++;
            if (left < sql.Length)
                return text.AsSpan(0, begins[seen - 1] + (isAuthors ? left : 0)).Count('\n');
            left -= sql.Length;
        }

        return text.AsSpan(0, begins[seen - 1]).Count('\n');
    }

    private IEnumerable<(string Sql, bool IsAuthors)> Parts(Func<string, string> relation, Func<string, string> variable)
    {
        for (var i = 0; i < Pieces.Count; i++)
        {
            switch (Pieces[i])
            {
                case Piece.Text text:
                    yield return (text.Sql, true);
                    break;
                case Piece.Variable named:
                    yield return (variable(named.Name), false);
                    break;
                case Piece.Relation named:
                    yield return (relation(named.Name), false);
                    if (i + 1 >= Pieces.Count || Pieces[i + 1] is not Piece.Text next
                        || !AliasFollows().IsMatch(SqlScan.Blank(next.Sql)))
                        yield return ($" as {SqlSpelling.Identifier(named.Alias)}", false);
                    break;
            }
        }
    }

    private static Piece ToPiece(Match call, SourceLocation at, ICollection<Diagnostic> problems)
    {
        var arguments = call.Groups["argument"].Captures.Select(c => c.Value[1..^1]).ToList();
        switch (call.Groups["function"].Value, arguments.Count)
        {
            case ("ref", 1):
                return new Piece.Relation(arguments[0], arguments[0], at);
            case ("source", 2):
                return new Piece.Relation($"{arguments[0]}__{arguments[1]}", arguments[1], at);
            case ("var", 1):
                return new Piece.Variable(arguments[0], at);
            default:
                problems.Add(new Diagnostic(DiagnosticCode.WrongValue, $"'{call.Value}': ref takes one name, source two, var one", at));
                return new Piece.Text("");
        }
    }

    /// <summary>The place in its file of a character of a text.</summary>
    public static SourceLocation Locate(string text, int index, SourceLocation begins)
    {
        var before = text.AsSpan(0, index);
        var lines = before.Count('\n');
        return new SourceLocation(
            begins.File, begins.Line + lines, index - before.LastIndexOf('\n') + (lines == 0 ? begins.Column - 1 : 0));
    }

    [GeneratedRegex(
        @"\{#(?<comment>.*?)#\}|\{%(?<statement>.*?)%\}|\{\{(?<call>.*?)\}\}", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Tag();

    [GeneratedRegex(
        @"^\s*(?<function>[a-z]+)\s*\(\s*(?<argument>'[^']*'|""[^""]*"")(\s*,\s*(?<argument>'[^']*'|""[^""]*""))*\s*\)\s*$",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Call();

    // A word after a table in FROM is an alias, unless it is a keyword that continues the clause.
    [GeneratedRegex(
        @"^\s*(as\b|""|(?!(where|join|on|left|right|inner|full|cross|natural|group|order|limit|union|having|window|using|tablesample|"
            + @"for|offset|fetch|except|intersect|returning)\b)[a-z_])",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex AliasFollows();

    internal abstract record Piece
    {
        private Piece()
        {
        }

        internal sealed record Text(string Sql) : Piece;

        internal sealed record Relation(string Name, string Alias, SourceLocation Location) : Piece;

        internal sealed record Variable(string Name, SourceLocation Location) : Piece;
    }
}
