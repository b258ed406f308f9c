using System.Collections;
using System.Globalization;
using System.Text;
using Metrics.GraphQL.Execution;
using Metrics.GraphQL.Types;

namespace Metrics.GraphQL.Tests;

internal sealed record Parent(uint Seed, string? Type = null);

/// <summary>How resolvers of a request answer: at once, or now and then later, which must make no difference.</summary>
internal sealed record Pace(bool IsScattered);

/// <summary>The same data as Reference/data.mjs: every value is a function of the parent's seed, the field and its arguments.</summary>
internal static class DeterministicData
{
    public static async ValueTask<object?> ResolveAsync(ResolveContext context, CancellationToken ct)
    {
        var seed = (context.Parent as Parent)?.Seed ?? 1;
        var hash = Hash($"{seed}|{context.ParentType}.{context.Field.Name}|{Canonical(context.Arguments)}");
        if (context.State<Pace>().IsScattered)
        {
            for (var i = 0u; i < hash % 3; i++)
                await Task.Yield();
        }
        return Make(context.Field.Definition.Type, hash, isItem: false);
    }

    private static object? Make(GraphType type, uint h, bool isItem)
    {
        var (nulls, failures) = type is NonNullType ? (37u, 41u) : (7u, 11u);
        if (h % nulls == 0)
            return null;
        return !isItem && h % failures == 0 ? throw new GraphQLException("boom") : Make(type.Nullable, h);
    }

    private static object? Make(GraphType type, uint h) => type switch
    {
        ListType list => Enumerable.Range(0, (int)((h >> 3) % 4)).Select(i => Make(list.Item, Hash($"{h}#{i}"), isItem: true)).ToList(),
        ObjectType => new Parent(h),
        IAbstractType some => new Parent(h, h % 31 == 0 ? "Nothing" : Pick(some, h)),
        EnumType choice => h % 29 == 0 ? "NOTHING" : choice.Values[(int)((h >> 4) % choice.Values.Count)].Name,
        NamedType scalar => Make(scalar.Name, h),
        _ => throw new ArgumentException($"No data for {type}.", nameof(type)),
    };

    private static object Make(string scalar, uint h) => scalar switch
    {
        "Int" => h % 23 == 0 ? 3_000_000_000 : (int)(h % 2001) - 1000,
        "Float" => h % 23 == 0 ? "no number" : h / 8.0,
        "String" => "s" + h,
        "ID" => h % 3 == 0 ? (int)(h % 1000) : $"id{h % 1000}",
        "Boolean" => (h & 16) != 0,
        _ => h % 2 == 0 ? "c" + h : new Dictionary<string, object?>
        {
            ["n"] = (int)(h % 10), ["l"] = new object?[] { 1, "é", null, new Dictionary<string, object?> { ["deep"] = true } },
        },
    };

    private static string Pick(IAbstractType type, uint h)
    {
        var names = type.PossibleTypes.Select(t => t.Name).Order(StringComparer.Ordinal).ToList();
        return names[(int)((h >> 5) % names.Count)];
    }

    private static uint Hash(string text)
    {
        var h = 0x811c9dc5u;
        foreach (var b in Encoding.UTF8.GetBytes(text))
            h = unchecked((h ^ b) * 0x01000193u);
        return h;
    }

    private static string Canonical(object? value) => value switch
    {
        null => "n",
        true => "t",
        false => "f",
        int or long => "i" + Convert.ToString(value, CultureInfo.InvariantCulture),
        double number when number == Math.Truncate(number) && Math.Abs(number) < Math.Pow(2, 53) => "i" + (long)number,
        double number => "d" + BitConverter.DoubleToUInt64Bits(number).ToString("x16", CultureInfo.InvariantCulture),
        string text => $"s{text.Length}:{text}",
        IReadOnlyDictionary<string, object?> entries => $"{{{string.Join(',', entries.Select(e => $"{e.Key}={Canonical(e.Value)}"))}}}",
        IEnumerable items => $"[{string.Join(',', items.Cast<object?>().Select(Canonical))}]",
        _ => throw new ArgumentException($"No text for {value}.", nameof(value)),
    };
}
