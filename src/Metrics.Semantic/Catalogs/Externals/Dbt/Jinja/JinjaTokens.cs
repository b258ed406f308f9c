using System.Text.RegularExpressions;

namespace Metrics.Semantic.Catalogs.Externals.Dbt.Jinja;

/// <summary>The tokens of an expression, and how far they have been read.</summary>
internal sealed partial class JinjaTokens(string code)
{
    private readonly List<Match> _words = [.. Word().Matches(code).Cast<Match>()];
    private int _at;

    /// <summary>True when all tokens have been read.</summary>
    public bool IsAtEnd => _at >= _words.Count;

    /// <summary>The next token, and the one after it, as written; empty at the end.</summary>
    public string Next => Peek(0);

    public string AfterNext => Peek(1);

    public bool IsName => !IsAtEnd && _words[_at].Groups["name"].Success;

    public bool IsText => !IsAtEnd && _words[_at].Groups["quote"].Success;

    /// <summary>Takes the next token.</summary>
    public string Take() => IsAtEnd ? "" : _words[_at++].Value;

    /// <summary>Takes the next token if it is this one.</summary>
    public bool Take(string word)
    {
        if (Next != word)
            return false;
        _at++;
        return true;
    }

    /// <summary>Takes a quoted text without its quotes.</summary>
    public string TakeText()
    {
        var word = Take();
        return Escape().Replace(word[1..^1], m => m.Groups["of"].Value switch { "n" => "\n", "t" => "\t", var other => other });
    }

    private string Peek(int on) => _at + on < _words.Count ? _words[_at + on].Value : "";

    [GeneratedRegex(
        """(?<quote>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|(?<name>[A-Za-z_]\w*)|[\d.]*\d|==|!=|<=|>=|//|\*\*|\S""",
        RegexOptions.ExplicitCapture | RegexOptions.Singleline)]
    private static partial Regex Word();

    [GeneratedRegex(@"\\(?<of>.)", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Escape();
}
