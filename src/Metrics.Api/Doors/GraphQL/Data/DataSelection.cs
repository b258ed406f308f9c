using Metrics.Api.Doors.GraphQL.Asking;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Domain.Results;
using Metrics.Domain.Time;
using Metrics.GraphQL.Execution;
using Metrics.Semantic.Requests;

namespace Metrics.Api.Doors.GraphQL.Data;

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
