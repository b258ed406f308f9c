using System.Globalization;
using Metrics.Api.Doors.GraphQL.Asking;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Domain.Results;
using Metrics.Domain.Time;
using Metrics.GraphQL.Execution;
using Metrics.Semantic.Requests;

namespace Metrics.Api.Doors.GraphQL.Data;

/// <summary>The question of a <c>data</c> field, in a form that fields with the same meaning share.</summary>
/// <param name="Selection">The selected fields.</param>
/// <param name="Start">The question without range, time zone and page.</param>
/// <param name="Asked">The whole question.</param>
internal sealed record DataQuestion(DataSelection Selection, MetricQuery Start, GraphQuestion Asked)
{
    public static DataQuestion Of(ResolveContext context, DataFields fields, FilterReading filters, DateTimeOffset now)
    {
        var selection = new DataSelection(context.Selection, fields);
        var start = new MetricQuery
        {
            Metrics = selection.Metrics,
            GroupBy = selection.GroupBy,
            Where = filters.Read(context.Argument<object>("where")),
            OrderBy = selection.Order(context.Argument<object>("orderBy")),
        };
        var read = QuestionReader.ReadResult(QuestionArguments.Said(context), start, now);
        // A page token is only valid for the identical question. So fields with a limit or page share an answer only when their questions
        // are identical.
        var shared = read.Value is { Query.Limit: null, Page: null } requested ? Canonical(requested.Query, selection) : read.Value?.Query;
        return new DataQuestion(selection, start, new GraphQuestion(read, default, shared, selection.Meanings));
    }

    private static MetricQuery Canonical(MetricQuery query, DataSelection selection)
    {
        var meanings = selection.Columns.DistinctBy(c => c.Name).ToDictionary(c => c.Name, c => c.Meaning);
        return query with
        {
            Metrics = query.Metrics.Select(m => m with { Alias = meanings[m.Column] }).OrderBy(m => m.Alias, StringComparer.Ordinal)
                .ToEquatableList(),
            OrderBy = query.OrderBy.Select(o => o with { Name = meanings.GetValueOrDefault(o.Name, o.Name) }).ToEquatableList(),
        };
    }
}

/// <summary>Turns the selection below <c>data</c> into the metrics and group-bys of a question: the selection is the query.</summary>
internal sealed class DataSelection
{
    private readonly List<DataColumn> _columns = [];
    private readonly List<GroupByRequest> _groupBy = [];
    private readonly List<MetricRequest> _metrics = [];
    private readonly DataFields _fields;

    public DataSelection(IReadOnlyList<SelectedField> selection, DataFields fields)
    {
        _fields = fields;
        var asked = selection.Where(s => s.Tag is DataField).Select(s => (Selected: s, Data: (DataField)s.Tag!)).ToList();
        // Dimensions first, since shares refer to the selected dimensions wherever they are in the selection.
        foreach (var (selected, data) in asked.Where(a => !a.Data.IsMetric))
            AddDimension(selected, data);
        foreach (var (selected, data) in asked.Where(a => a.Data.IsMetric))
            AddMetric(selected, data);
        if (_columns.Count == 0)
            throw Refused(
                DiagnosticCode.MalformedRequest, "nothing is selected", "the selection is the query: select a metric or a dimension");
        if (_metrics.Count > RequestLimits.Metrics || _groupBy.Count > RequestLimits.GroupBy)
            throw Refused(
                DiagnosticCode.MalformedRequest,
                $"{_metrics.Count} metrics by {_groupBy.Count} dimensions are more than {RequestLimits.Metrics} by {RequestLimits.GroupBy}",
                null);
    }

    public IReadOnlyList<DataColumn> Columns => _columns;

    /// <summary>What each column of the answer means: group-bys first, then metrics.</summary>
    public IReadOnlyList<string> Meanings =>
        [.. _groupBy.Select(g => g.Name), .. _metrics.Select(m => _columns.Find(c => c.Name == m.Column)!.Meaning)];

    public EquatableList<GroupByRequest> GroupBy => _groupBy.ToEquatableList();

    public EquatableList<MetricRequest> Metrics => _metrics.ToEquatableList();

    /// <summary>The columns to order by, given by field, or by alias where a field is selected in several ways.</summary>
    public EquatableList<OrderItem> Order(object? orderBy) =>
        orderBy is null
            ? default
            : ((IEnumerable<object?>)orderBy).Select(o => Order((IReadOnlyDictionary<string, object?>)o!)).ToEquatableList();

    private OrderItem Order(IReadOnlyDictionary<string, object?> item)
    {
        var (field, alias) = (item.GetValueOrDefault("field") as DataField, item.GetValueOrDefault("alias") as string);
        if ((field is null) == (alias is null))
            throw Refused(
                DiagnosticCode.MalformedRequest, "orderBy: needs a field or an alias, not both", "write {field: …} or {alias: \"…\"}");
        var found = _columns.Where(c => field is null ? c.Selected.ResponseKey == alias : c.Data == field).DistinctBy(c => c.Name).ToList();
        // When a metric is selected both plain and as a share, the plain one is meant.
        if (found.Count > 1 && found.Where(c => c.Meaning == c.Data.Name).ToList() is [var plain])
            found = [plain];
        if (found.Count > 1)
            throw Refused(
                DiagnosticCode.WrongColumn, $"orderBy: '{field!.Field}' is selected in several ways", "choose one of them by alias");
        if (found.Count == 0 && alias is not null)
        {
            throw new RefusedException(new Diagnostic(
                DiagnosticCode.WrongColumn, $"orderBy: nothing is selected as '{alias}'",
                Candidates: NearestNames.To(alias, _columns.Select(c => c.Selected.ResponseKey))));
        }

        return new OrderItem(found.Count == 0 ? field!.Name : found[0].Name, item.GetValueOrDefault("direction") is true);
    }

    private void AddDimension(SelectedField selected, DataField data)
    {
        var name = data.Role == ColumnRole.Time && selected.Argument<object>("grain") is Grain grain
            ? $"{data.Name}__{grain.Word()}"
            : data.Name;
        if (_groupBy.TrueForAll(g => g.Name != name))
            _groupBy.Add(new GroupByRequest(name));
        _columns.Add(new DataColumn(selected, data, name, name));
    }

    private void AddMetric(SelectedField selected, DataField data)
    {
        if (selected.Argument<IReadOnlyList<object?>>("shareOf") is not { } shareOf)
        {
            Add(new MetricRequest(data.Name), data.Name);
            return;
        }

        var share = Share(shareOf);
        var meaning =
            $"{data.Name} share of {(share.Keep.Count == 0 ? "total" : string.Join(", ", share.Keep.Order(StringComparer.Ordinal)))}";
        var known = _columns.Find(c => c.Meaning == meaning);
        var free = IsFree(selected.ResponseKey)
            ? selected.ResponseKey
            : meaning.Replace(", ", "__", StringComparison.Ordinal).Replace(' ', '_');
        Add(new MetricRequest(data.Name, known?.Name ?? free, share), meaning);

        void Add(MetricRequest request, string what)
        {
            if (_columns.TrueForAll(c => c.Meaning != what))
                _metrics.Add(request);
            _columns.Add(new DataColumn(selected, data, request.Column, what));
        }
    }

    // The column gets the caller's own key, so that the same question over REST has the same answer. Except where conditions could mistake
    // the key for another name.
    private bool IsFree(string key) => _fields.Find(key) is null && !_fields.IsMetric(key) && _columns.TrueForAll(c => c.Name != key);

    private ShareOf Share(IReadOnlyList<object?> shareOf)
    {
        var keep = shareOf.OfType<DataField>().ToList();
        if (keep.Count > 0 && keep.Count < shareOf.Count)
            throw Refused(DiagnosticCode.WrongColumn, "shareOf: of the total or within dimensions, not both", null);
        return new ShareOf(keep
            .SelectMany(d => _columns.Where(c => c.Data == d).Select(c => c.Name).DefaultIfEmpty(d.Name))
            .Distinct().ToEquatableList());
    }

    private static RefusedException Refused(DiagnosticCode code, string message, string? hint) =>
        new(new Diagnostic(code, message, Hint: hint));
}

/// <summary>A column of a question, with a field that shows it.</summary>
/// <param name="Selected">The field as selected.</param>
/// <param name="Data">The metric or dimension that it shows.</param>
/// <param name="Name">The column's name in the question; fields with the same meaning share it.</param>
/// <param name="Meaning">What the column contains, whatever its name: the metric or dimension with its grain or share.</param>
internal sealed record DataColumn(SelectedField Selected, DataField Data, string Name, string Meaning);

/// <summary>The arguments that all questions take, as the fields of a body of REST.</summary>
internal static class QuestionArguments
{
    public static RequestValue.Fields Said(ResolveContext context)
    {
        (string Key, RequestValue? Value)[] said =
        [
            ("time_range", Range(context.Argument<IReadOnlyDictionary<string, object?>>("timeRange"))),
            ("time_zone", Text("timeZone", context.Argument<string>("timeZone"))),
            ("limit", Number(context.Argument<int?>("first"))),
            ("offset", Number(context.Argument<int?>("offset"))),
            ("page", Text("after", context.Argument<string>("after"))),
        ];
        return new RequestValue.Fields([.. said.Where(p => p.Value is not null).Select(p => KeyValuePair.Create(p.Key, p.Value!))]);
    }

    private static RequestValue? Range(IReadOnlyDictionary<string, object?>? range)
    {
        if (range is null)
            return null;
        RequestValue? Of(string key) => Text($"timeRange.{key}", (string?)range.GetValueOrDefault(key));
        var (words, start, end) = (Of("words"), Of("start"), Of("end"));
        if ((words is null) == (start is null && end is null))
            throw Malformed(
                "timeRange", words is null ? "has neither words nor start and end" : "has both words and a start or end",
                "write {words: \"last 28 days\"} or {start: \"2026-01-01\", end: \"2026-02-01\"}");
        return words ?? new RequestValue.Fields(
        [
            KeyValuePair.Create("start", start ?? RequestValue.Nothing.Instance),
            KeyValuePair.Create("end", end ?? RequestValue.Nothing.Instance),
        ]);
    }

    private static RequestValue.Number? Number(int? number) =>
        number is { } given ? new RequestValue.Number(given.ToString(CultureInfo.InvariantCulture)) : null;

    // In a URL an empty text means that the parameter is not given. Here it would silently drop a condition that the caller meant.
    private static RequestValue.Text? Text(string argument, string? text) => text switch
    {
        null => null,
        "" => throw Malformed(argument, "an empty text", null),
        _ => new RequestValue.Text(text),
    };

    private static RefusedException Malformed(string argument, string what, string? hint) =>
        new(new Diagnostic(DiagnosticCode.MalformedRequest, $"{argument}: {what}", Hint: hint));
}
