using Metrics.Domain.Diagnostics;
using YamlDotNet.Core;

namespace Metrics.Semantic.Reading;

/// <summary>
/// Turns YAML text into <see cref="YamlValue"/> trees; with <see cref="YamlTree"/> the only place that sees the YAML library.
/// </summary>
public static class YamlText
{
    /// <summary>The documents of a file, empty ones left out; a file that is not YAML is one diagnostic (C100).</summary>
    /// <param name="file">The file name for locations.</param>
    /// <param name="text">The YAML.</param>
    /// <param name="problems">Receives the diagnostic.</param>
    /// <param name="firstLine">The line of the file that the text begins at, for YAML inside another file.</param>
    /// <param name="firstColumn">The column there.</param>
    public static IReadOnlyList<YamlValue> Read(
        string file, string text, ICollection<Diagnostic> problems, int firstLine = 1, int firstColumn = 1)
    {
        // The library reports what is missing at the end of the text behind the last line, and counts line ends as part of a line.
        var (lastLine, lastColumn) = End(text);
        var widths = Widths(text);
        SourceLocation At(Mark mark)
        {
            var (line, column) = mark.Line > lastLine ? (lastLine, lastColumn) : ((int)mark.Line, (int)mark.Column);
            if (line >= 1 && line <= widths.Count)
                column = Math.Min(column, widths[line - 1] + 1);
            return new SourceLocation(file, line + firstLine - 1, column + (line <= 1 ? firstColumn - 1 : 0));
        }

        try
        {
            return new YamlTree(text, At, problems)
                .Documents()
                .Where(value => value is not YamlValue.Scalar { IsNull: true })
                .ToList();
        }
        catch (YamlException e)
        {
            var (mark, more) = YamlFault.Of(text, e);
            var message = e.InnerException?.Message ?? e.Message;
            problems.Add(new Diagnostic(DiagnosticCode.UnreadableFile, $"not valid YAML: {message}{more}", At(mark)));
            return [];
        }
        catch (InvalidOperationException)
        {
            // The library's scanner throws this for a few broken texts, without a place.
            problems.Add(new Diagnostic(
                DiagnosticCode.UnreadableFile, "not valid YAML: it cannot be parsed",
                YamlFault.Of(text) is { } last ? At(last) : new SourceLocation(file, firstLine, firstColumn)));
            return [];
        }
    }

    // The number of characters in each line, without its line end.
    private static List<int> Widths(ReadOnlySpan<char> text)
    {
        var widths = new List<int>();
        foreach (var line in text.EnumerateLines())
            widths.Add(line.Length);
        return widths;
    }

    // The place of the last character that is no white space.
    private static (int Line, int Column) End(string text)
    {
        var written = text.AsSpan().TrimEnd();
        return (1 + written.Count('\n'), Math.Max(1, written.Length - 1 - written.LastIndexOf('\n')));
    }
}
