using System.Globalization;
using System.Text.Json;
using Metrics.Semantic.Requests;

namespace Metrics.Api.Doors.GraphQL.Asking;

/// <summary>Converts <c>QueryInput</c> to the fields of a body of REST's <c>/query</c>, so that one reader reads both.</summary>
internal static class QueryInput
{
    public static RequestValue.Fields Said(IReadOnlyDictionary<string, object?> input) => Fields(
        input, (key, value) => key == "timeRange" ? Range(Entries(value)) : Value(value));

    private static RequestValue Value(object? value) => value switch
    {
        null => RequestValue.Nothing.Instance,
        string text => new RequestValue.Text(text),
        bool flag => new RequestValue.Flag(flag),
        int number => new RequestValue.Number(number.ToString(CultureInfo.InvariantCulture)),
        long number => new RequestValue.Number(number.ToString(CultureInfo.InvariantCulture)),
        IReadOnlyDictionary<string, object?> entries => Object(entries),
        IEnumerable<object?> items => new RequestValue.List([.. items.Select(Value)]),
        _ => throw new ArgumentException($"a {value.GetType().Name} is in no question", nameof(value)),
    };

    private static RequestValue.Fields Object(IReadOnlyDictionary<string, object?> entries) => Fields(
        entries, (key, value) => key == "shareOf" && value is IReadOnlyList<object?> and ["total"] ? new RequestValue.Text("total")
            : Value(value));

    // Words combined with ends are passed on together, so that the reader refuses them like any other meaningless range.
    private static RequestValue Range(IReadOnlyDictionary<string, object?> range) =>
        range.GetValueOrDefault("words") is string words && range.Values.Count(v => v is not null) == 1
            ? new RequestValue.Text(words) : Object(range);

    private static RequestValue.Fields Fields(IReadOnlyDictionary<string, object?> entries, Func<string, object, RequestValue> read) =>
        new([.. entries.Where(e => e.Value is not null)
            .Select(e => KeyValuePair.Create(JsonNamingPolicy.SnakeCaseLower.ConvertName(e.Key), read(e.Key, e.Value!)))]);

    private static IReadOnlyDictionary<string, object?> Entries(object value) => (IReadOnlyDictionary<string, object?>)value;
}
