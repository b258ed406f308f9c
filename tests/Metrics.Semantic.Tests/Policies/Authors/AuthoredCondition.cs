using System.Globalization;
using Metrics.Domain.Access;

namespace Metrics.Semantic.Tests.Policies.Authors;

/// <summary>
/// A policy's condition on rows in the words of the catalog, and what it comes to for somebody in SQL over a row <c>x</c> of the open
/// table; null for no row.
/// </summary>
internal sealed record AuthoredCondition(string Text, Func<Principal, string?> Sql)
{
    /// <summary>A condition that a policy can hold, over names that its model knows.</summary>
    public static AuthoredCondition Random(NameUse[] names, Random random, int depth = 2)
    {
        if (depth > 0 && random.Next(3) == 0)
        {
            var (left, right) = (Random(names, random, depth - 1), Random(names, random, depth - 1));
            return random.Next(3) switch
            {
                0 => new($"({left.Text}) and ({right.Text})", p => left.Sql(p) is { } l && right.Sql(p) is { } r ? $"({l}) and ({r})"
                    : null),
                1 => new($"({left.Text}) or ({right.Text})", p => left.Sql(p) is { } l && right.Sql(p) is { } r ? $"({l}) or ({r})" : null),
                _ => new($"not ({left.Text})", p => left.Sql(p) is { } l ? $"not ({l})" : null),
            };
        }

        var name = names[random.Next(names.Length)];
        var said = random.Next(2) == 0 || name.Last.Kind is not MemberKind.Dimension ? name.Text : $"{{{{ Dimension('{name.Text}') }}}}";
        return name.Type switch
        {
            ValueKind.Time => new($"{said} >= {{{{ principal.since }}}}", p => One(p, "since") is { } since
                ? $"{name.Sql} >= timestamp '{since}'" : null),
            ValueKind.Whole => OfWhole(name, said, random),
            _ => OfText(name, said, random),
        };
    }

    /// <summary>What no policy can hold: its model must serve nobody.</summary>
    public static string Odd(NameUse name, string metric, Random random) => random.Next(24) switch
    {
        0 => "\"\"",
        1 => "\"   \"",
        2 => "null",
        3 => "",
        4 => "true",
        5 => "5",
        6 => $"[\"{name.Text} is null\"]",
        7 => $"{{in: \"{name.Text}\"}}",
        8 => $"\"{name.Text} is null or (\"",
        9 => "\"nowhere9q__nothing9q = 1\"",
        10 => $"\"{name.Text} in {{{{ principal. }}}}\"",
        11 => $"\"{name.Text} in {{{{ principal.words\"",
        12 => $"\"{name.Text} in {{{{ principals.words }}}}\"",
        13 => $"\"{name.Text} in {{{{ attribute.words }}}}\"",
        14 => $"\"{name.Text} in {{{{ principal.words.first }}}}\"",
        15 => $"\"{name.Text} in {{{{ words }}}}\"",
        16 => $"\"{metric} > 3\"",
        17 => $"\"{{{{ Metric('{metric}', ['{name.Text}']) }}}} > 3 or {metric} is null\"",
        18 => $"\"upper({name.Text}) = 'A'\"",
        19 => $"\"{name.Last.Expr.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"",
        20 => $"\"{name.Text}\"",
        21 => $"\"{name.Text} in\"",
        22 => $"\"{name.Text}9 is not null\"",
        _ => $"\"{name.Text} in {{{{ principal.words }}}} and\"",
    };

    private static AuthoredCondition OfWhole(NameUse name, string said, Random random) => random.Next(8) switch
    {
        0 => new($"{said} in {{{{ principal.numbers }}}}", p => Numbers(p) is { } n ? $"{name.Sql} in ({n})" : null),
        1 => new($"{said} not in {{{{ principal.numbers }}}}", p => Numbers(p) is { } n ? $"{name.Sql} not in ({n})" : null),
        2 => new($"{said} = {{{{ principal.low }}}}", p => One(p, "low") is { } low ? $"{name.Sql} = {low}" : null),
        3 => new(
            $"{said} between {{{{ principal.low }}}} and {{{{ principal.high }}}}", p =>
                One(p, "low") is { } low && One(p, "high") is { } high ? $"{name.Sql} between {low} and {high}" : null),
        4 => new($"{said} <> {{{{principal.high}}}}", p => One(p, "high") is { } high ? $"{name.Sql} <> {high}" : null),
        5 => new($"{said} > 1 or {said} is null", _ => $"({name.Sql} > 1 or {name.Sql} is null)"),
        6 => new($"{said} in (0, 2, 3)", _ => $"{name.Sql} in (0, 2, 3)"),
        _ => new($"{said} >= {{{{ principal.low }}}}", p => One(p, "low") is { } low ? $"{name.Sql} >= {low}" : null),
    };

    private static AuthoredCondition OfText(NameUse name, string said, Random random) => random.Next(10) switch
    {
        0 or 1 => new($"{said} in {{{{ principal.words }}}}", p => Texts(p) is { } w ? $"{name.Sql} in ({w})" : null),
        2 => new($"{said} not in {{{{ principal.words }}}}", p => Texts(p) is { } w ? $"{name.Sql} not in ({w})" : null),
        3 => new($"{said} = {{{{ principal.word }}}}", p => One(p, "word") is { } w ? $"{name.Sql} = {Quoted(w)}" : null),
        4 => new($"{said} <> {{{{  principal.word  }}}}", p => One(p, "word") is { } w ? $"{name.Sql} <> {Quoted(w)}" : null),
        5 => new($"{said} like {{{{ principal.pattern }}}}", p => One(p, "pattern") is { } w ? $"{name.Sql} like {Quoted(w)}" : null),
        6 => new($"{said} not ilike {{{{ principal.pattern }}}}", p => One(p, "pattern") is { } w ? $"not ({name.Sql} ilike {Quoted(w)})"
            : null),
        7 => new($"{said} = 'a' or {said} is null", _ => $"({name.Sql} = 'a' or {name.Sql} is null)"),
        8 => new($"{said} between 'B' and {{{{ principal.word }}}}", p => One(p, "word") is { } w
            ? $"{name.Sql} between 'B' and {Quoted(w)}" : null),
        _ => new($"not ({said} in {{{{ principal.words }}}})", p => Texts(p) is { } w ? $"not ({name.Sql} in ({w}))" : null),
    };

    // Where one value stands several would mean nobody knows what.
    private static string? One(Principal principal, string attribute) => principal.Values(attribute) is { Count: 1 } one ? one[0] : null;

    private static string? Texts(Principal principal) =>
        principal.Values("words") is { Count: > 0 } words ? string.Join(", ", words.Select(Quoted)) : null;

    private static string? Numbers(Principal principal) =>
        principal.Values("numbers") is { Count: > 0 } numbers
            && numbers.All(n => int.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out _)) ? string.Join(", ", numbers)
            : null;

    private static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
