using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Domain.Time;

namespace Metrics.Semantic.Expressions;

/// <summary>One of dbt's calls, such as <c>TimeDimension('metric_time', 'month')</c>, as the plain name it stands for.</summary>
internal sealed record TemplateCall(Operand.Name Name, bool Descending)
{
    private static readonly string[] _functions = ["Dimension", "TimeDimension", "Entity", "Metric"];
    private static readonly string[] _arguments = ["entity_path", "time_granularity_name", "time_granularity", "grain", "descending"];

    /// <summary>Reads <c>Dimension('…')</c>; braces, if any, are the caller's.</summary>
    public static TemplateCall? Read(TokenReader reader)
    {
        var function = reader.Current;
        if (Kind(function) is not { } kind)
        {
            reader.FailAt(function, $"expected one of {string.Join(", ", _functions)}, found {function.Shown}", null, NearestNames.To(function.Text, _functions));
            return null;
        }

        reader.Take();
        if (!reader.ExpectSymbol("(") || NameText(reader) is not { } name)
            return null;
        var draft = new Draft { Kind = kind };
        for (var position = 1; reader.TakeSymbol(","); position++)
        {
            if (!Argument(reader, draft, position))
                return null;
        }

        if (!reader.ExpectSymbol(")"))
            return null;
        while (reader.TakeSymbol("."))
        {
            if (!Suffix(reader, draft))
                return null;
        }

        var text = string.Join("__", [.. draft.Path, name, .. draft.Grain is { } grain ? [grain.Word()] : Array.Empty<string>()]);
        return new TemplateCall(new Operand.Name(text, draft.Grain is null ? kind : NameKind.TimeDimension), draft.Descending);
    }

    private static NameKind? Kind(Token token) => token.Kind != TokenKind.Word ? null : token.Text switch
    {
        "Dimension" => NameKind.Dimension,
        "TimeDimension" => NameKind.TimeDimension,
        "Entity" => NameKind.Entity,
        "Metric" => NameKind.Metric,
        _ => null,
    };

    private static string? NameText(TokenReader reader)
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

    private static bool Argument(TokenReader reader, Draft draft, int position)
    {
        if (reader.Current.Kind == TokenKind.Text)
        {
            return draft.Kind == NameKind.TimeDimension && position == 1
                ? ReadGrain(reader, draft)
                : reader.FailAt(reader.Current, "an argument without its name", "write entity_path=['store']");
        }

        var word = reader.Take();
        if (word.Kind != TokenKind.Word)
            return reader.FailAt(word, $"expected an argument, found {word.Shown}");
        if (!reader.ExpectSymbol("="))
            return false;
        return word.Text switch
        {
            "entity_path" => ReadPath(reader, draft),
            "time_granularity_name" or "time_granularity" or "grain" when draft.Kind is NameKind.TimeDimension => ReadGrain(reader, draft),
            "descending" => ReadDescending(reader, draft),
            "date_part_name" or "date_part" or "group_by" => reader.NotYet(word, word.Text),
            _ => reader.FailAt(word, $"unknown argument {word.Shown}", null, NearestNames.To(word.Text, _arguments)),
        };
    }

    private static bool Suffix(TokenReader reader, Draft draft)
    {
        var word = reader.Take();
        if (word.IsWord("date_part"))
            return reader.NotYet(word, word.Text);
        if (!reader.ExpectSymbol("("))
            return false;
        var read = word.Text switch
        {
            "grain" when draft.Kind is NameKind.Dimension or NameKind.TimeDimension => ReadGrain(reader, draft),
            "descending" => ReadDescending(reader, draft),
            _ => reader.FailAt(word, $"unknown call {word.Shown}", null, NearestNames.To(word.Text, ["grain", "descending"])),
        };
        return read && reader.ExpectSymbol(")");
    }

    private static bool ReadGrain(TokenReader reader, Draft draft)
    {
        var token = reader.Current;
        if (token.Kind != TokenKind.Text)
            return reader.Expected("a grain in quotes");
        if (draft.Grain is not null)
            return reader.FailAt(token, "a second grain");
        draft.Grain = Grains.Find(token.Text.ToLowerInvariant());
        if (draft.Grain is null)
            return reader.FailAt(token, $"{token.Shown} is not a grain", null, NearestNames.To(token.Text, Enum.GetValues<Grain>().Select(g => g.Word())));
        reader.Take();
        return true;
    }

    private static bool ReadPath(TokenReader reader, Draft draft)
    {
        if (!reader.ExpectSymbol("["))
            return false;
        while (!reader.TakeSymbol("]"))
        {
            if (NameText(reader) is not { } entity)
                return false;
            draft.Path.Add(entity);
            if (!reader.TakeSymbol(",") && !reader.Current.IsSymbol("]"))
                return reader.Expected("',' or ']'");
        }

        return true;
    }

    private static bool ReadDescending(TokenReader reader, Draft draft)
    {
        draft.Descending = reader.Current.IsWord("true");
        return reader.TakeWord("true") || reader.TakeWord("false") || reader.Expected("True or False");
    }

    private sealed class Draft
    {
        public NameKind Kind { get; init; }

        public List<string> Path { get; } = [];

        public Grain? Grain { get; set; }

        public bool Descending { get; set; }
    }
}
