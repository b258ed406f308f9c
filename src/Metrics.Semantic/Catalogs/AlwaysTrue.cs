using System.Diagnostics;
using System.Numerics;
using Metrics.Domain.Querying;

namespace Metrics.Semantic.Catalogs;

/// <summary>
/// Finds conditions that are true for every row whose columns have values, such as <c>x = x</c> or <c>x in (1, 2) or x not in (2, 1)</c>.
/// </summary>
/// <remarks>
/// A condition is taken apart into comparisons that nothing is assumed about but what they say themselves, and every combination of their
/// being true and false is tried. A condition with more of them than are tried is taken as one that holds something back.
/// </remarks>
internal static class AlwaysTrue
{
    /// <summary>The most different comparisons of a condition that is checked; 2 to this power are the combinations.</summary>
    public const int MostComparisons = 12;

    // Between a name and a constant that it is compared with.
    private const string EqualTo = " equals the constant ";

    /// <summary>True for a condition that is certain to hold nothing back but rows without values.</summary>
    public static bool Is(Filter filter) => filter switch
    {
        Filter.And both => both.All.All(Is),
        Filter.Or either when either.Any.Any(Is) => true,
        _ => HoldsAlways(filter),
    };

    private static bool HoldsAlways(Filter filter)
    {
        var atoms = new Dictionary<string, int>(StringComparer.Ordinal);
        var formula = Read(filter, atoms);
        if (atoms.Count > MostComparisons)
            return false;
        // Nothing equals two different values.
        var same = atoms.Where(a => a.Key.Contains(EqualTo, StringComparison.Ordinal))
            .GroupBy(a => a.Key[..a.Key.IndexOf(EqualTo, StringComparison.Ordinal)], a => 1 << a.Value)
            .Select(g => g.Aggregate((a, b) => a | b)).ToList();
        return Enumerable.Range(0, 1 << atoms.Count).Where(t => same.TrueForAll(s => BitOperations.PopCount((uint)(t & s)) <= 1))
            .All(formula);
    }

    // A formula over the bits of a number, one for each different comparison.
    private static Func<int, bool> Read(Filter filter, Dictionary<string, int> atoms) => filter switch
    {
        Filter.And and => All(and.All.Select(f => Read(f, atoms))),
        Filter.Or or => Any(or.Any.Select(f => Read(f, atoms))),
        Filter.Not not => Not(Read(not.Inner, atoms)),
        Filter.Compare compare => Compare(compare.Left, compare.Operator, compare.Right, atoms),
        Filter.In within => Any(within.Values.Select(v => Compare(within.Of, Comparison.Equal, new Operand.Value(v), atoms))),
        Filter.Between between => All([
            Compare(between.Of, Comparison.GreaterOrEqual, between.Low, atoms),
            Compare(between.Of, Comparison.LessOrEqual, between.High, atoms)]),
        Filter.Like { Pattern: FilterValue.Text { Content: { Length: > 0 } pattern } } when pattern.All(c => c == '%') => _ => true,
        Filter.Like like => Atom($"{Text(like.Of)} {(like.IgnoreCase ? "ilike" : "like")} {like.Pattern}", atoms),
        Filter.IsNull isNull => Atom($"{Text(isNull.Of)} is null", atoms),
        _ => throw new UnreachableException($"a policy cannot hold {filter.GetType().Name}"),
    };

    // The comparisons of two operands are reduced to =, < and <= in one order.
    private static Func<int, bool> Compare(Operand left, Comparison comparison, Operand right, Dictionary<string, int> atoms)
    {
        var (one, other) = (Text(left), Text(right));
        if (one == other)
            return _ => comparison is Comparison.Equal or Comparison.LessOrEqual or Comparison.GreaterOrEqual;
        if (left is Operand.Value && right is Operand.Name)
            return Compare(right, Turned(comparison), left, atoms);
        if (right is Operand.Value { Constant: FilterValue.Boolean { Content: false } }
            && comparison is Comparison.Equal or Comparison.NotEqual)
            return Not(Compare(left, comparison, new Operand.Value(new FilterValue.Boolean(true)), atoms));
        if (left is Operand.Name && right is Operand.Value { Constant: FilterValue.Text or FilterValue.Number }
            && comparison is Comparison.Equal or Comparison.NotEqual)
        {
            var equal = Atom(one + EqualTo + other, atoms);
            return comparison == Comparison.Equal ? equal : Not(equal);
        }

        if (string.CompareOrdinal(one, other) > 0)
            (one, other, comparison) = (other, one, Turned(comparison));
        return comparison switch
        {
            Comparison.Equal => Atom($"{one} = {other}", atoms),
            Comparison.NotEqual => Not(Atom($"{one} = {other}", atoms)),
            Comparison.Less => Atom($"{one} < {other}", atoms),
            Comparison.GreaterOrEqual => Not(Atom($"{one} < {other}", atoms)),
            Comparison.LessOrEqual => Atom($"{one} <= {other}", atoms),
            Comparison.Greater => Not(Atom($"{one} <= {other}", atoms)),
            _ => throw new UnreachableException(),
        };
    }

    private static Comparison Turned(Comparison comparison) => comparison switch
    {
        Comparison.Less => Comparison.Greater,
        Comparison.LessOrEqual => Comparison.GreaterOrEqual,
        Comparison.Greater => Comparison.Less,
        Comparison.GreaterOrEqual => Comparison.LessOrEqual,
        _ => comparison,
    };

    // {{ Dimension('store__country') }} and store__country are the same column; names make no difference of case.
    private static string Text(Operand operand) => operand switch
    {
        Operand.Name name => $"name {name.Text.ToUpperInvariant()} {name.Cast} {string.Join(",", name.By)}",
        Operand.Value value => $"value {value.Constant}",
        _ => throw new UnreachableException(),
    };

    private static Func<int, bool> Atom(string text, Dictionary<string, int> atoms)
    {
        atoms.TryAdd(text, atoms.Count);
        var bit = atoms[text];
        return truths => (truths >> bit & 1) == 1;
    }

    private static Func<int, bool> Not(Func<int, bool> inner) => truths => !inner(truths);

    private static Func<int, bool> All(IEnumerable<Func<int, bool>> parts)
    {
        var all = parts.ToList();
        return truths => all.TrueForAll(p => p(truths));
    }

    private static Func<int, bool> Any(IEnumerable<Func<int, bool>> parts)
    {
        var any = parts.ToList();
        return truths => any.Exists(p => p(truths));
    }
}
