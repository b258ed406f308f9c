using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Domain.Time;

namespace Metrics.Semantic.Expressions;

/// <summary>The arguments of one of dbt's calls, and of the calls chained to it: <c>.grain('month')</c>.</summary>
internal sealed class TemplateArguments(NameKind kind, string name)
{
    private static readonly string[] _known =
        ["entity_path", "time_granularity_name", "time_granularity", "grain", "date_part_name", "date_part", "group_by", "descending"];

    private EquatableList<string> _path;
    private EquatableList<string> _by;
    private string? _grain;
    private DatePart? _part;

    public bool Descending { get; private set; }

    /// <summary>The plain name: path, name, then grain or date part as suffix.</summary>
    public Operand.Name Name
    {
        get
        {
            // A path that is already in the name is not added again.
            var prefix = string.Concat(_path.Select(p => p + "__"));
            var suffix = _part is { } part ? $"__{DateParts.Prefix}{part.Word()}" : _grain is { } grain ? $"__{grain}" : "";
            var isTime = kind == NameKind.Dimension && suffix.Length > 0;
            return new Operand.Name(prefix + name + suffix, isTime ? NameKind.TimeDimension : kind) { By = _by };
        }
    }

    public static string? NameText(TokenReader reader)
    {
        var token = reader.Current;
        if (token.Kind != TokenKind.Text)
            reader.Expected("a name in quotes");
        else if (!Lexer.IsName(token.Text))
            reader.FailAt(token, $"{token.Shown} is not a name", "names have letters, digits and underscores: store__country");
        else
            return reader.Take().Text;
        return null;
    }

    public bool Read(TokenReader reader, int position)
    {
        var token = reader.Current;
        if (token.Kind == TokenKind.Text)
        {
            return kind == NameKind.TimeDimension && position == 1
                ? ReadGrain(reader)
                : reader.FailAt(token, "an argument without its name", "write entity_path=['store']");
        }

        if (token.Kind == TokenKind.Symbol && token.Text is "[" or "(")
            return kind == NameKind.Metric ? ReadList(reader, out _by) : ReadList(reader, out _path);
        var word = reader.Take();
        if (word.Kind != TokenKind.Word)
            return reader.FailAt(word, $"expected an argument, found {word.Shown}");
        if (!reader.ExpectSymbol("="))
            return false;
        return word.Text switch
        {
            "entity_path" when kind != NameKind.Metric => ReadList(reader, out _path),
            "group_by" when kind == NameKind.Metric => ReadList(reader, out _by),
            "time_granularity_name" or "time_granularity" or "grain" when kind is NameKind.TimeDimension => ReadGrain(reader),
            "date_part_name" or "date_part" when kind is NameKind.TimeDimension => ReadPart(reader),
            "descending" => ReadDescending(reader),
            _ => reader.FailAt(word, $"unknown argument {word.Shown}", null, NearestNames.To(word.Text, _known)),
        };
    }

    public bool ReadSuffix(TokenReader reader)
    {
        var word = reader.Take();
        if (!reader.ExpectSymbol("("))
            return false;
        var read = word.Text switch
        {
            "grain" when kind is NameKind.Dimension or NameKind.TimeDimension => ReadGrain(reader),
            "date_part" when kind is NameKind.Dimension or NameKind.TimeDimension => ReadPart(reader),
            "descending" => ReadDescending(reader),
            _ => reader.FailAt(word, $"unknown call {word.Shown}", null, NearestNames.To(word.Text, ["grain", "date_part", "descending"])),
        };
        return read && reader.ExpectSymbol(")");
    }

    // Any word may be a custom grain; whether it is one is known when names are resolved.
    private bool ReadGrain(TokenReader reader)
    {
        var token = reader.Current;
        if (reader.TakeWord("none"))
            return true;
        if (token.Kind != TokenKind.Text)
            return reader.Expected("a grain in quotes");
        if (_grain is not null)
            return reader.FailAt(token, "a second grain");
        if (!Lexer.IsName(token.Text))
            return reader.FailAt(
                token, $"{token.Shown} is not a grain", null, NearestNames.To(token.Text, Enum.GetValues<Grain>().Select(g => g.Word())));
        _grain = token.Text.ToLowerInvariant();
        reader.Take();
        return true;
    }

    private bool ReadPart(TokenReader reader)
    {
        var token = reader.Current;
        if (token.Kind != TokenKind.Text)
            return reader.Expected("a date part in quotes");
        _part = DateParts.Find(token.Text.ToLowerInvariant());
        if (_part is null)
            return reader.FailAt(
                token, $"{token.Shown} is not a date part", null,
                NearestNames.To(token.Text, Enum.GetValues<DatePart>().Select(p => p.Word())));
        reader.Take();
        return true;
    }

    // Python's lists and tuples mean the same here; a tuple of one item has a comma after it.
    private static bool ReadList(TokenReader reader, out EquatableList<string> list)
    {
        var close = reader.Current.IsSymbol("(") ? ")" : "]";
        var names = new List<string>();
        list = default;
        if (!reader.TakeSymbol(close == ")" ? "(" : "["))
            return reader.Expected("'[' or '('");
        while (!reader.TakeSymbol(close))
        {
            if (NameText(reader) is not { } item)
                return false;
            names.Add(item);
            if (!reader.TakeSymbol(",") && !reader.Current.IsSymbol(close))
                return reader.Expected($"',' or '{close}'");
        }

        list = names.ToEquatableList();
        return true;
    }

    private bool ReadDescending(TokenReader reader)
    {
        Descending = reader.Current.IsWord("true");
        return reader.TakeWord("true") || reader.TakeWord("false") || reader.Expected("True or False");
    }
}
