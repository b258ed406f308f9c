using Metrics.Domain;
using Metrics.Semantic.Expressions;

namespace Metrics.Semantic.Catalogs.Rules.Dbt.Items;

/// <summary>Reads one call and the methods chained to it, with the parameters of dbt's functions, given by position or by name.</summary>
internal sealed class CallReader(TokenReader reader, bool isOrder)
{
    private static readonly Dictionary<ItemType, string[]> _parameters = new()
    {
        [ItemType.Dimension] = ["name", "entity_path"],
        [ItemType.TimeDimension] = ["time_dimension_name", "time_granularity_name", "entity_path", "descending", "date_part_name"],
        [ItemType.Entity] = ["entity_name", "entity_path"],
        [ItemType.Metric] = ["metric_name", "group_by"],
    };

    /// <summary>The item, or null with a problem in the reader.</summary>
    public QueryItem? Read()
    {
        var word = reader.Take();
        if (word.Kind != TokenKind.Word || !Enum.TryParse<ItemType>(word.Text, out var type))
            return Failed(word, $"expected Dimension, TimeDimension, Entity or Metric, found {word.Shown}");
        var parameters = _parameters[type];
        if (Arguments(parameters) is not { } given)
            return null;
        if (given.GetValueOrDefault(parameters[0]) is not { Text: { } name })
            return Failed(word, $"{type} needs a name");
        var item = new QueryItem(type, name)
        {
            EntityPath = given.GetValueOrDefault("entity_path")?.Texts ?? [],
            GroupBy = given.GetValueOrDefault("group_by")?.Texts ?? [],
            Grain = given.GetValueOrDefault("time_granularity_name")?.Text,
            DatePart = given.GetValueOrDefault("date_part_name")?.Text,
            Descending = given.GetValueOrDefault("descending")?.Flag,
        };
        return Chained(item);
    }

    private QueryItem? Chained(QueryItem item)
    {
        while (reader.TakeSymbol("."))
        {
            var method = reader.Take();
            var parameter = method.Text switch { "grain" => "time_granularity", "descending" => "_is_descending", "date_part" =>
                "date_part_name", _ => null };
            if (parameter is null || !IsAllowed(method.Text, item.Type))
                return Failed(method, $"{method.Shown} cannot be used with {item.Type} here");
            if (Arguments([parameter]) is not { } given)
                return null;
            if (!given.TryGetValue(parameter, out var value))
                return Failed(method, $"{method.Text} needs a value");
            item = method.Text switch
            {
                "grain" => item with { Grain = value.Text },
                "date_part" => item with { DatePart = value.Text },
                _ => item with { Descending = value.Flag },
            };
        }

        return item;
    }

    // Only an order has a direction, but dbt allows one for dimensions everywhere.
    private bool IsAllowed(string method, ItemType type) => type == ItemType.Dimension || (method == "descending" && isOrder);

    private Dictionary<string, Argument>? Arguments(string[] parameters)
    {
        if (!reader.ExpectSymbol("("))
            return null;
        var given = new Dictionary<string, Argument>();
        for (var position = 0; !reader.TakeSymbol(")"); position++)
        {
            if (position > 0 && !reader.ExpectSymbol(","))
                return null;
            var at = reader.Current;
            var name = at.Kind == TokenKind.Word && !IsConstant(at.Text) ? Named(parameters) : position < parameters.Length
                ? parameters[position] : null;
            if (name is null || given.ContainsKey(name))
            {
                reader.FailAt(at, "too many arguments, or an unknown argument");
                return null;
            }

            if (Value() is not { } value)
                return null;
            given[name] = value;
        }

        return given;
    }

    private string? Named(string[] parameters)
    {
        var name = reader.Take().Text;
        return reader.TakeSymbol("=") && parameters.Contains(name) ? name : null;
    }

    private Argument? Value()
    {
        var token = reader.Take();
        switch (token)
        {
            case { Kind: TokenKind.Text }:
                return new Argument(token.Text, null, null);
            case { Kind: TokenKind.Word } when IsConstant(token.Text):
                return new Argument(null, null, token.Text is "none" or "None" ? null : token.Text is "true" or "True");
            case { Kind: TokenKind.Symbol, Text: "[" or "(" }:
                var (close, texts) = (token.Text == "[" ? "]" : ")", new List<string>());
                while (!reader.TakeSymbol(close))
                {
                    if (texts.Count > 0 && !reader.TakeSymbol(","))
                        return Bad(reader.Current);
                    if (reader.TakeSymbol(close))
                        break;
                    var item = reader.Take();
                    if (item.Kind != TokenKind.Text)
                        return Bad(item);
                    texts.Add(item.Text);
                }

                return new Argument(null, texts.ToEquatableList(), null);
            default:
                return Bad(token);
        }
    }

    private Argument? Bad(Token token)
    {
        reader.FailAt(token, $"expected a text in quotes, a list of them, True or False, found {token.Shown}");
        return null;
    }

    private QueryItem? Failed(Token token, string message)
    {
        reader.FailAt(token, message);
        return null;
    }

    private static bool IsConstant(string word) => word is "true" or "True" or "false" or "False" or "none" or "None";

    private sealed record Argument(string? Text, EquatableList<string>? Texts, bool? Flag);
}
