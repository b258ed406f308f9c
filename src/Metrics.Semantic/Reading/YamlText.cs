using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Metrics.Semantic.Reading;

/// <summary>Turns YAML text into <see cref="YamlValue"/> trees; the only place that sees the YAML library.</summary>
public static class YamlText
{
    // Aliases are expanded, so a few lines could otherwise stand for more nodes than memory holds.
    private const int MaxNodes = 1_000_000;
    private const int MaxDepth = 200;

    /// <summary>The documents of a file, empty ones left out; a file that is not YAML is one diagnostic (C100).</summary>
    /// <param name="file">The name that locations carry.</param>
    /// <param name="text">The YAML.</param>
    /// <param name="problems">Takes the diagnostic.</param>
    /// <param name="firstLine">The line of the file that the text begins at, for YAML inside another file.</param>
    public static IReadOnlyList<YamlValue> Read(string file, string text, ICollection<Diagnostic> problems, int firstLine = 1)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            var nodes = 0;
            return stream.Documents
                .Select(document => Convert(document.RootNode, file, firstLine, 0, ref nodes))
                .Where(value => value is not YamlValue.Scalar { IsNull: true })
                .ToList();
        }
        catch (YamlException e)
        {
            var message = e.InnerException?.Message ?? e.Message;
            problems.Add(new Diagnostic(DiagnosticCode.UnreadableFile, $"not valid YAML: {message}", At(file, e.Start, firstLine)));
            return [];
        }
    }

    private static YamlValue Convert(YamlNode node, string file, int firstLine, int depth, ref int nodes)
    {
        if (++nodes > MaxNodes || depth > MaxDepth)
            throw new YamlException(node.Start, node.End, "nested or repeated too much");
        var at = At(file, node.Start, firstLine);
        switch (node)
        {
            case YamlScalarNode scalar:
                return ToScalar(scalar, at);
            case YamlSequenceNode sequence:
                var items = new List<YamlValue>(sequence.Children.Count);
                foreach (var child in sequence.Children)
                    items.Add(Convert(child, file, firstLine, depth + 1, ref nodes));
                return new YamlValue.Sequence(items.ToEquatableList(), at);
            case YamlMappingNode mapping:
                var entries = new List<YamlEntry>(mapping.Children.Count);
                foreach (var (key, value) in mapping.Children)
                {
                    if (key is not YamlScalarNode word)
                        throw new YamlException(key.Start, key.End, "a key must be a word");
                    entries.Add(new YamlEntry(ToScalar(word, At(file, key.Start, firstLine)), Convert(value, file, firstLine, depth + 1, ref nodes)));
                }

                return new YamlValue.Mapping(entries.ToEquatableList(), at);
            default:
                throw new YamlException(node.Start, node.End, "an alias without its anchor");
        }
    }

    private static YamlValue.Scalar ToScalar(YamlScalarNode node, SourceLocation at) =>
        new(node.Value ?? "", node.Style is not (ScalarStyle.Plain or ScalarStyle.Any), at);

    private static SourceLocation At(string file, Mark mark, int firstLine) => new(file, (int)mark.Line + firstLine - 1, (int)mark.Column);
}
