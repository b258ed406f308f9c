using Metrics.Domain;
using Metrics.Domain.Querying;

namespace Metrics.Semantic.Tests.Expressions;

/// <summary>Random conditions of every shape that the grammar has.</summary>
internal sealed class RandomFilters(Random random)
{
    private static readonly string[] _names =
        ["store__country", "metric_time__month", "transacted_amount", "date", "_x", "In_", "store__store__a1", "timestamp"];
    private static readonly string[] _texts =
        ["", "ES", "it's", "''", "%_\\", "Ünïcødé 🙂", "; drop table x --", "/* */", "{{ x }}", "a\nb", "null", "\"q\"", "\u0001"];

    public Filter Filter(int depth = 4) => random.Next(depth <= 0 ? 5 : 9) switch
    {
        0 => Comparison(),
        1 => new Filter.In(Name(), Many(1, 5, Value)),
        2 => Between(),
        3 => new Filter.Like(Name(), Pick(_texts), random.Next(2) == 0),
        4 => new Filter.IsNull(Name()),
        5 => new Filter.And(Many(2, 4, () => Filter(depth - 1))),
        6 => new Filter.Or(Many(2, 4, () => Filter(depth - 1))),
        _ => new Filter.Not(Filter(depth - 1)),
    };

    public EquatableList<T> Many<T>(int least, int most, Func<T> make) =>
        Enumerable.Range(0, random.Next(least, most + 1)).Select(_ => make()).ToEquatableList();

    public T Pick<T>(T[] items) => items[random.Next(items.Length)];

    public Operand Name() => new Operand.Name(Pick(_names), Pick(Enum.GetValues<NameKind>()));

    private Filter.Compare Comparison()
    {
        var (left, right) = (Operand(), Operand());
        if (left is Operand.Value && right is Operand.Value)
            left = Name();
        return new Filter.Compare(left, Pick(Enum.GetValues<Comparison>()), right);
    }

    private Filter.Between Between() => new(Name(), Operand(), Operand());

    private Operand Operand() => random.Next(2) == 0 ? Name() : new Operand.Value(Value());

    private FilterValue Value() => random.Next(4) switch
    {
        0 => new FilterValue.Text(Pick(_texts)),
        1 => new FilterValue.Number(
            new decimal(random.Next(), random.Next(), random.Next(1 << 26), random.Next(2) == 0, (byte)random.Next(28))),
        2 => new FilterValue.Number(random.Next(-3, 4)),
        _ => new FilterValue.Boolean(random.Next(2) == 0),
    };
}
