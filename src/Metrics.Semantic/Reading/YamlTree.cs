using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Metrics.Semantic.Reading;

/// <summary>
/// Builds values from the parser's events: anchors are shared, <c>&lt;&lt;</c> merges as in YAML 1.1, a repeated key is an error.
/// </summary>
internal sealed class YamlTree(string text, Func<Mark, SourceLocation> at, ICollection<Diagnostic> problems)
{
    // Aliases are shared here, but readers walk them at every use: without a limit a few lines could expand to endless work.
    private const int MaxNodes = 1_000_000;
    private const int MaxDepth = 200;

    private readonly Parser _parser = new(new StringReader(text));
    private readonly Dictionary<string, (YamlValue Value, int Size)> _anchors = [];
    private int _nodes;

    /// <summary>The documents, one by one.</summary>
    public List<YamlValue> Documents()
    {
        var documents = new List<YamlValue>();
        _parser.Consume<StreamStart>();
        while (_parser.TryConsume<DocumentStart>(out _))
        {
            _anchors.Clear();
            documents.Add(Node(0));
            _parser.Consume<DocumentEnd>();
        }

        return documents;
    }

    private YamlValue Node(int depth)
    {
        var before = _nodes;
        var node = _parser.Consume<ParsingEvent>();
        Count(1, depth, node);
        var value = node switch
        {
            Scalar scalar => Of(scalar),
            SequenceStart => new YamlValue.Sequence(Items(depth), at(node.Start)),
            MappingStart => Mapping(depth, at(node.Start)),
            AnchorAlias alias => Aliased(alias, depth),
            _ => throw new YamlException(node.Start, node.End, "a value is missing"),
        };
        if (node is NodeEvent { Anchor: { IsEmpty: false } anchor })
            _anchors[anchor.Value] = (value, _nodes - before);
        return value;
    }

    private YamlValue Aliased(AnchorAlias alias, int depth)
    {
        if (!_anchors.TryGetValue(alias.Value.Value, out var anchored))
            throw new YamlException(alias.Start, alias.End, $"there is no anchor &{alias.Value.Value} before it");
        Count(anchored.Size, depth, alias);
        return anchored.Value;
    }

    private EquatableList<YamlValue> Items(int depth)
    {
        var items = new List<YamlValue>();
        while (!_parser.TryConsume<SequenceEnd>(out _))
            items.Add(Node(depth + 1));
        return items.ToEquatableList();
    }

    private YamlValue.Mapping Mapping(int depth, SourceLocation location)
    {
        var (entries, merged, keys, repeated) =
            (new List<YamlEntry>(), new List<YamlEntry>(), new HashSet<string>(), new List<SourceLocation>());
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var start = _parser.Current!;
            if (Node(depth + 1) is not YamlValue.Scalar key)
                throw new YamlException(start.Start, start.End, "a key must be a word");
            var value = Node(depth + 1);
            var isMerge = key is { Quoted: false, Text: "<<" };
            if (!keys.Add(key.Text))
            {
                // The first value stays. The definition is refused anyway and only checked for further mistakes.
                repeated.Add(key.Location);
                problems.Add(new Diagnostic(
                    DiagnosticCode.RepeatedKey, $"the key '{key.Text}' is written twice", key.Location,
                    isMerge ? "merge a list: <<: [*a, *b]" : "leave one of them out"));
            }
            else if (isMerge)
            {
                merged.AddRange(Merged(value, start));
            }
            else
            {
                entries.Add(new YamlEntry(key, value));
            }
        }

        // A mapping's own keys override merged ones, and earlier merges override later ones.
        var taken = merged.ToLookup(m => keys.Add(m.Key.Text));
        return new YamlValue.Mapping(entries.Concat(taken[true]).ToEquatableList(), location)
        {
            Repeated = repeated.ToEquatableList(), Overridden = taken[false].ToEquatableList(),
        };
    }

    private static IEnumerable<YamlEntry> Merged(YamlValue value, ParsingEvent start) => value switch
    {
        YamlValue.Mapping mapping => mapping.Entries,
        YamlValue.Sequence many
            when many.Items.All(i => i is YamlValue.Mapping) => many.Items.SelectMany(i => ((YamlValue.Mapping)i).Entries),
        _ => throw new YamlException(start.Start, start.End, "<< merges keys and values, or a list of such"),
    };

    private YamlValue.Scalar Of(Scalar scalar) =>
        new(scalar.Value, scalar.Style is not (ScalarStyle.Plain or ScalarStyle.Any), at(scalar.Start));

    private void Count(int nodes, int depth, ParsingEvent node)
    {
        _nodes += nodes;
        if (_nodes > MaxNodes || depth > MaxDepth)
            throw new YamlException(node.Start, node.End, "nested or repeated too much");
    }
}
