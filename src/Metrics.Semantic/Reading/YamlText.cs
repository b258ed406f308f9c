using Metrics.Domain.Diagnostics;
using YamlDotNet.Core;

namespace Metrics.Semantic.Reading;

/// <summary>
/// Turns YAML text into <see cref="YamlValue"/> trees; with <see cref="YamlTree"/> the only place that sees the YAML library.
/// </summary>
public static class YamlText
{
    /// <summary>The documents of a file, empty ones left out; a file that is not YAML is one diagnostic (C100).</summary>
    /// <param name="file">The name that locations carry.</param>
    /// <param name="text">The YAML.</param>
    /// <param name="problems">Takes the diagnostic.</param>
    /// <param name="firstLine">The line of the file that the text begins at, for YAML inside another file.</param>
    /// <param name="firstColumn">The column there.</param>
    public static IReadOnlyList<YamlValue> Read(
        string file, string text, ICollection<Diagnostic> problems, int firstLine = 1, int firstColumn = 1)
    {
        // The library puts what is missing at the end behind the last line, and counts what ends a line as a part of it.
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
            // The library's scanner gives up so on a few broken texts, without saying where.
            problems.Add(new Diagnostic(
                DiagnosticCode.UnreadableFile, "not valid YAML: it cannot be taken apart",
                YamlFault.Of(text) is { } last ? At(last) : new SourceLocation(file, firstLine, firstColumn)));
            return [];
        }
    }

    // How many signs each line has, in whatever way it ends.
    private static List<int> Widths(ReadOnlySpan<char> text)
    {
        var widths = new List<int>();
        foreach (var line in text.EnumerateLines())
            widths.Add(line.Length);
        return widths;
    }

    // The last sign that is no blank.
    private static (int Line, int Column) End(string text)
    {
        var written = text.AsSpan().TrimEnd();
        return (1 + written.Count('\n'), Math.Max(1, written.Length - 1 - written.LastIndexOf('\n')));
    }
}
