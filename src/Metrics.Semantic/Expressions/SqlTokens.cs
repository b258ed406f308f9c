using System.Text;

namespace Metrics.Semantic.Expressions;

/// <summary>
/// An author's SQL without comments, split as the lexer of its store splits it: enough to find the names in it. Where it may have misread
/// the text it says so, and callers assume the worst.
/// </summary>
internal sealed class SqlTokens
{
    // The store cuts longer names, so that another text can mean the same name.
    private const int MaxNameBytes = 63;

    private readonly string _sql;
    private readonly List<SqlToken> _tokens = [];
    private int _at;

    private SqlTokens(string sql)
    {
        _sql = sql;
        while (_at < sql.Length && !IsDoubtful)
            Next();
    }

    /// <summary>The tokens in order.</summary>
    public IReadOnlyList<SqlToken> All => _tokens;

    /// <summary>True when the SQL may mean something else than its tokens say.</summary>
    public bool IsDoubtful { get; private set; }

    public static SqlTokens Of(string sql) => new(sql);

    private void Next()
    {
        var c = _sql[_at];
        if (char.IsWhiteSpace(c))
            _at++;
        else if (Follows("--"))
            _at = _sql.IndexOfAny(['\n', '\r'], _at) is var end and >= 0 ? end : _sql.Length;
        else if (Follows("/*"))
            Comment();
        else if (c == '\'')
            Quoted('\'', SqlTokenKind.Text, escapes: false);
        else if (c == '"')
            Quoted('"', SqlTokenKind.Name, escapes: false);
        else if (c == '$' && Tag() is { } tag)
            Dollars(tag);
        else if (IsNameStart(c))
            Word();
        else
            Symbol();
    }

    private void Word()
    {
        var from = _at;
        while (_at < _sql.Length && (IsNameStart(_sql[_at]) || char.IsAsciiDigit(_sql[_at]) || _sql[_at] == '$'))
            _at++;
        var word = _sql[from.._at];
        if (word is "e" or "E" && _at < _sql.Length && _sql[_at] == '\'')
            Quoted('\'', SqlTokenKind.Text, escapes: true);
        // A name or text written with Unicode escapes.
        else if (word is "u" or "U" && _at + 1 < _sql.Length && _sql[_at] == '&' && _sql[_at + 1] is '"' or '\'')
            IsDoubtful = true;
        else
            Add(SqlTokenKind.Word, word);
    }

    private void Symbol()
    {
        if (char.IsAsciiDigit(_sql[_at]))
        {
            var from = _at;
            while (_at < _sql.Length && (char.IsAsciiLetterOrDigit(_sql[_at]) || _sql[_at] is '.' or '_'))
                _at++;
            _tokens.Add(new SqlToken(SqlTokenKind.Symbol, _sql[from.._at]));
            return;
        }

        _tokens.Add(new SqlToken(SqlTokenKind.Symbol, _sql[_at].ToString()));
        _at++;
    }

    private void Comment()
    {
        var depth = 0;
        do
        {
            if (Follows("/*"))
                (depth, _at) = (depth + 1, _at + 2);
            else if (Follows("*/"))
                (depth, _at) = (depth - 1, _at + 2);
            else
                _at++;
        }
        while (depth > 0 && _at < _sql.Length);
        IsDoubtful = depth > 0;
    }

    private void Quoted(char quote, SqlTokenKind kind, bool escapes)
    {
        var text = new StringBuilder();
        for (_at++; _at < _sql.Length; _at++)
        {
            var c = _sql[_at];
            if (escapes && c == '\\')
            {
                _at++;
                continue;
            }

            if (c == quote)
            {
                if (_at + 1 == _sql.Length || _sql[_at + 1] != quote)
                {
                    _at++;
                    Add(kind, text.ToString(), isPlain: !escapes);
                    return;
                }

                _at++;
            }

            text.Append(c);
        }

        IsDoubtful = true;
    }

    private string? Tag()
    {
        var end = _at + 1;
        while (end < _sql.Length && (IsNameStart(_sql[end]) || (end > _at + 1 && char.IsAsciiDigit(_sql[end]))))
            end++;
        return end < _sql.Length && _sql[end] == '$' ? _sql[_at..(end + 1)] : null;
    }

    private void Dollars(string tag)
    {
        var end = _sql.IndexOf(tag, _at + tag.Length, StringComparison.Ordinal);
        IsDoubtful = end < 0;
        _at = end < 0 ? _sql.Length : end + tag.Length;
        _tokens.Add(new SqlToken(SqlTokenKind.Text, "") { IsPlain = false });
    }

    private void Add(SqlTokenKind kind, string text, bool isPlain = true)
    {
        IsDoubtful |= kind != SqlTokenKind.Text && Encoding.UTF8.GetByteCount(text) > MaxNameBytes;
        _tokens.Add(new SqlToken(kind, text) { IsPlain = isPlain });
    }

    private bool Follows(string text) => string.CompareOrdinal(_sql, _at, text, 0, text.Length) == 0;

    private static bool IsNameStart(char c) => char.IsAsciiLetter(c) || c == '_' || c > '\u007f';
}

/// <summary>The kind of a token of SQL.</summary>
internal enum SqlTokenKind
{
    /// <summary>A name or keyword.</summary>
    Word,

    /// <summary>A name in double quotes.</summary>
    Name,

    /// <summary>A text.</summary>
    Text,

    /// <summary>A number, or a single character.</summary>
    Symbol,
}

/// <summary>A token of SQL.</summary>
internal readonly record struct SqlToken(SqlTokenKind Kind, string Text)
{
    /// <summary>False when <see cref="Text"/> is not the exact value of a text: it has escapes, or is dollar-quoted.</summary>
    public bool IsPlain { get; init; } = true;

    public bool IsName => Kind is SqlTokenKind.Word or SqlTokenKind.Name;

    public bool Is(string symbol) => Kind == SqlTokenKind.Symbol && Text == symbol;

    // Unquoted names match in any case. Quoted names do here too, to be safe.
    public bool Names(string name) => IsName && Text.Equals(name, StringComparison.OrdinalIgnoreCase);
}
