using System.Text;

namespace Metrics.Semantic.Sql;

/// <summary>SQL being written, with indentation so that people can read it.</summary>
public sealed class SqlText
{
    private readonly StringBuilder _text = new();
    private int _depth;
    private bool _atLineStart = true;

    /// <summary>Adds to the current line.</summary>
    public SqlText Write(string text)
    {
        if (text.Length == 0)
            return this;
        if (_atLineStart)
            _text.Append(' ', _depth * 2);
        _atLineStart = false;
        _text.Append(text);
        return this;
    }

    /// <summary>Adds to the current line and ends it.</summary>
    public SqlText Line(string text)
    {
        Write(text);
        _text.Append('\n');
        _atLineStart = true;
        return this;
    }

    /// <summary>Writes something one step further in.</summary>
    public void Indented(Action write)
    {
        _depth++;
        write();
        _depth--;
    }

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();
}
