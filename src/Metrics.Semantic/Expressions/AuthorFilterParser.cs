using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;

namespace Metrics.Semantic.Expressions;

/// <summary>
/// Splits an author's SQL at dbt's <c>{{ … }}</c>. As in Jinja these may be anywhere, also in quotes and comments; the SQL between them is
/// kept unchanged.
/// </summary>
public static class AuthorFilterParser
{
    /// <summary>The pieces, or a problem for every malformed call.</summary>
    public static Outcome<AuthorFilter> Parse(string text, SourceLocation? location = null)
    {
        if (text.Length > TokenReader.MaxLength)
            return Refused($"{text.Length} characters are more than the {TokenReader.MaxLength} a filter may have", location);
        if (string.IsNullOrWhiteSpace(text))
            return Refused("an empty filter", location);
        if (text.Contains('\0') || text.Contains("{%") || text.Contains("{#"))
            return Refused("only names in {{ … }} are filled in, not other parts of Jinja", location);
        var pieces = new List<AuthorFilter.Piece>();
        var problems = new List<Diagnostic>();
        var at = 0;
        while (text.IndexOf("{{", at, StringComparison.Ordinal) is var open and >= 0)
        {
            AddSql(pieces, text[at..open]);
            at = Reference(text, open + 2, location, pieces, problems);
        }

        AddSql(pieces, text[at..]);
        return problems.Count > 0 ? Outcome<AuthorFilter>.Refused(problems)
            : Outcome<AuthorFilter>.Of(new AuthorFilter(pieces.ToEquatableList()) { At = location });
    }

    private static int Reference(
        string text, int start, SourceLocation? location, List<AuthorFilter.Piece> pieces, List<Diagnostic> problems)
    {
        var reader = new TokenReader(text, SyntaxCodes.Definition, location, start, inTemplate: true);
        var token = reader.Current;
        if (TemplateCall.Read(reader) is { } call)
        {
            if (call.Descending)
                reader.FailAt(token, "an ordering in a filter");
            else if (call.Name is { Kind: NameKind.Metric, By.Count: 0 })
                reader.FailAt(token, "a metric without the entities it is computed for", "write Metric('views', group_by=['listing'])");
            else if (!reader.Current.IsSymbol("}}"))
                reader.Expected("'}}'");
            else
                pieces.Add(new AuthorFilter.Piece.Reference(call.Name));
        }

        if (reader.Problem is null)
            return reader.Position;
        problems.Add(reader.Problem);
        // The calls after a malformed one are read too, so that an author sees all errors together.
        var close = text.IndexOf("}}", start, StringComparison.Ordinal);
        return close < 0 ? text.Length : close + 2;
    }

    private static void AddSql(List<AuthorFilter.Piece> pieces, string sql)
    {
        if (sql.Length > 0)
            pieces.Add(new AuthorFilter.Piece.Sql(sql));
    }

    private static Outcome<AuthorFilter> Refused(string message, SourceLocation? location) =>
        Outcome<AuthorFilter>.Refused(new Diagnostic(DiagnosticCode.WrongValue, message, location));
}
