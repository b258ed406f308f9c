using System.Globalization;
using Metrics.Api.Doors.GraphQL.Asking;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Semantic.Expressions;

namespace Metrics.Api.Doors.GraphQL.Data;

/// <summary>Reads <c>DataFilter</c> objects into conditions, in the order of the schema.</summary>
internal sealed class FilterReading(IReadOnlyDictionary<string, DataField> fields)
{
    /// <summary>The conditions that must all hold; throws <see cref="RefusedException"/> for a comparison with null.</summary>
    public EquatableList<Filter> Read(object? where) => where is null ? default : Conditions(where).ToEquatableList();

    private IEnumerable<Filter> Conditions(object where) => Entries(where).SelectMany(entry => (entry.Key, entry.Value) switch
    {
        ("and", { } all) => Items(all).SelectMany(Conditions),
        ("or", { } any) => Or(Items(any).Select(One).ToList()),
        ("not", { } inner) => One(inner) is { } one ? [new Filter.Not(one)] : [],
        (var name, { } tests) => Tests(fields[name], tests),
        var (name, _) => throw Nothing(name),
    });

    // One of no conditions holds never, as in an empty list; one of conditions that are all left out is left out too.
    private static Filter[] Or(List<Filter?> any) =>
        any.Count > 0 && any.TrueForAll(f => f is null) ? [] : [new Filter.Or(any.OfType<Filter>().ToEquatableList())];

    // Null where every condition is left out, because its variables are not given: in an or it would hold for all rows, in a not for none.
    private Filter? One(object where) => Conditions(where).ToEquatableList() switch
    {
        { Count: 0 } => null,
        { Count: 1 } all => all[0],
        var all => new Filter.And(all),
    };

    // A field of a metric is the metric, whatever a saved query calls its columns.
    private static IEnumerable<Filter> Tests(DataField field, object tests)
    {
        Operand of = field.IsMetric ? new Operand.Name(field.Name) { Kind = NameKind.Metric } : new Operand.Name(field.Name);
        return Entries(tests).Select(test => Test(of, test.Key, test.Value ?? throw Nothing($"{field.Name}: {test.Key}")));
    }

    private static Filter Test(Operand of, string test, object value) => test switch
    {
        "eq" => new Filter.Compare(of, Comparison.Equal, Operand(value)),
        "ne" => new Filter.Compare(of, Comparison.NotEqual, Operand(value)),
        "lt" => new Filter.Compare(of, Comparison.Less, Operand(value)),
        "lte" => new Filter.Compare(of, Comparison.LessOrEqual, Operand(value)),
        "gt" => new Filter.Compare(of, Comparison.Greater, Operand(value)),
        "gte" => new Filter.Compare(of, Comparison.GreaterOrEqual, Operand(value)),
        "between" => new Filter.Between(of, End(value, "low"), End(value, "high")),
        "like" => Like(of, (string)value, ignoreCase: false),
        "ilike" => Like(of, (string)value, ignoreCase: true),
        "contains" => Like(of, $"%{Part(value)}%", ignoreCase: true),
        "startsWith" => Like(of, $"{Part(value)}%", ignoreCase: true),
        "endsWith" => Like(of, $"%{Part(value)}", ignoreCase: true),
        "isNull" => (bool)value ? new Filter.IsNull(of) : new Filter.Not(new Filter.IsNull(of)),
        _ => In(of, Items(value).Select(Constant).ToEquatableList()),
    };

    private static string Part(object value) => value is string { Length: <= FilterParser.LongestPart } part
        ? LikePattern.Literal(part)
        : throw new RefusedException(new Diagnostic(
            DiagnosticCode.MalformedFilter, $"a part of a text has at most {FilterParser.LongestPart} characters",
            Hint: "ask for a shorter part"));

    // The same limits as for conditions written as text, whose parser checks them too.
    private static Filter.Like Like(Operand of, string pattern, bool ignoreCase) => FilterParser.CostsTooMuch(pattern)
        ? throw new RefusedException(new Diagnostic(
            DiagnosticCode.MalformedFilter,
            $"a pattern has at most {FilterParser.LongestPattern} characters and {FilterParser.MostWildcards} runs of '%'",
            Hint: "ask for a shorter part of the text, or join several conditions with 'or'"))
        : new Filter.Like(of, pattern, ignoreCase);

    // In an empty list: always false, but still a condition on this name, so that it applies to rows or to groups as the name does.
    private static Filter In(Operand of, EquatableList<FilterValue> values) => values.Count > 0
        ? new Filter.In(of, values)
        : new Filter.And([new Filter.IsNull(of), new Filter.Not(new Filter.IsNull(of))]);

    private static Operand.Value End(object between, string end) => Operand(((IReadOnlyDictionary<string, object?>)between)[end]!);

    private static Operand.Value Operand(object value) => new(Constant(value));

    private static FilterValue Constant(object value) => value switch
    {
        string text => new FilterValue.Text(text),
        bool flag => new FilterValue.Boolean(flag),
        long number => new FilterValue.Number(number),
        decimal number => new FilterValue.Number(number),
        double number when Math.Abs(number) < 1e28 => new FilterValue.Number(
            decimal.Parse(number.ToString("R", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture)),
        var other => throw new RefusedException(
            new Diagnostic(DiagnosticCode.MalformedFilter, $"{other} is a number too large to compare with")),
    };

    private static IEnumerable<KeyValuePair<string, object?>> Entries(object value) => (IReadOnlyDictionary<string, object?>)value;

    private static IEnumerable<object> Items(object value) => ((IEnumerable<object?>)value).OfType<object>();

    private static RefusedException Nothing(string place) => new(new Diagnostic(
        DiagnosticCode.MalformedFilter, $"{place}: null compares with nothing", Hint: "write isNull, or leave the condition out"));
}
