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
internal sealed class AlwaysTrue
{
    /// <summary>The most different comparisons of a condition that is checked; 2 to this power are the combinations.</summary>
    public const int MostComparisons = 12;

    // Between a name and a constant that it is compared with.
    private const string EqualTo = " equals the constant ";

    private readonly Func<string, string> _columnOf;
    private readonly Dictionary<string, int> _atoms = new(StringComparer.Ordinal);

    private AlwaysTrue(Func<string, string> columnOf) => _columnOf = columnOf;

    /// <summary>True for a condition that is certain to hold nothing back but rows without values.</summary>
    /// <param name="filter">The condition.</param>
    /// <param name="columnOf">What a name reads, the same for two names of one column; null where only names are known.</param>
    public static bool Is(Filter filter, Func<string, string>? columnOf = null) => filter switch
    {
        Filter.And both => both.All.All(f => Is(f, columnOf)),
        Filter.Or either when either.Any.Any(f => Is(f, columnOf)) => true,
        // Names make no difference of case.
        _ => new AlwaysTrue(columnOf ?? (name => name.ToUpperInvariant())).Holds(filter),
    };

    private bool Holds(Filter filter)
    {
        var formula = Read(filter);
        var atoms = _atoms;
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
    private Func<int, bool> Read(Filter filter) => filter switch
    {
        Filter.And and => All(and.All.Select(Read)),
        Filter.Or or => Any(or.Any.Select(Read)),
        Filter.Not not => Not(Read(not.Inner)),
        Filter.Compare compare => Compare(compare.Left, compare.Operator, compare.Right),
        Filter.In within => Any(within.Values.Select(v => Compare(within.Of, Comparison.Equal, new Operand.Value(v)))),
        Filter.Between between => All([
            Compare(between.Of, Comparison.GreaterOrEqual, between.Low),
            Compare(between.Of, Comparison.LessOrEqual, between.High)]),
        Filter.Like { Pattern: FilterValue.Text { Content: { Length: > 0 } pattern } } when pattern.All(c => c == '%') => _ => true,
        Filter.Like like => Atom($"{Text(like.Of)} {(like.IgnoreCase ? "ilike" : "like")} {like.Pattern}"),
        Filter.IsNull isNull => Atom($"{Text(isNull.Of)} is null"),
        _ => throw new UnreachableException($"a policy cannot hold {filter.GetType().Name}"),
    };

    // The comparisons of two operands are reduced to =, < and <= in one order.
    private Func<int, bool> Compare(Operand left, Comparison comparison, Operand right)
    {
        var (one, other) = (Text(left), Text(right));
        if (one == other)
            return _ => comparison is Comparison.Equal or Comparison.LessOrEqual or Comparison.GreaterOrEqual;
        if (left is Operand.Value && right is Operand.Name)
            return Compare(right, Turned(comparison), left);
        if (right is Operand.Value { Constant: FilterValue.Boolean { Content: false } }
            && comparison is Comparison.Equal or Comparison.NotEqual)
            return Not(Compare(left, comparison, new Operand.Value(new FilterValue.Boolean(true))));
        if (left is Operand.Name && right is Operand.Value { Constant: FilterValue.Text or FilterValue.Number }
            && comparison is Comparison.Equal or Comparison.NotEqual)
        {
            var equal = Atom(one + EqualTo + other);
            return comparison == Comparison.Equal ? equal : Not(equal);
        }

        if (string.CompareOrdinal(one, other) > 0)
            (one, other, comparison) = (other, one, Turned(comparison));
        return comparison switch
        {
            Comparison.Equal => Atom($"{one} = {other}"),
            Comparison.NotEqual => Not(Atom($"{one} = {other}")),
            Comparison.Less => Atom($"{one} < {other}"),
            Comparison.GreaterOrEqual => Not(Atom($"{one} < {other}")),
            Comparison.LessOrEqual => Atom($"{one} <= {other}"),
            Comparison.Greater => Not(Atom($"{one} <= {other}")),
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

    // {{ Dimension('store__country') }} and store__country are the same column, and 1 and 1.0 the same number.
    private string Text(Operand operand) => operand switch
    {
        Operand.Name name => $"name {_columnOf(name.Text)} {name.Cast} {string.Join(",", name.By)}",
        Operand.Value { Constant: FilterValue.Number { Content: var number } } => $"value {number / 1.0000000000000000000000000000m}",
        Operand.Value value => $"value {value.Constant}",
        _ => throw new UnreachableException(),
    };

    private Func<int, bool> Atom(string text)
    {
        _atoms.TryAdd(text, _atoms.Count);
        var bit = _atoms[text];
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
