using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Domain.Time;
using Metrics.Semantic.Catalogs.Definitions;
using Metrics.Semantic.Catalogs.Written;
using Metrics.Semantic.Reading;

namespace Metrics.Semantic.Catalogs.Files;

/// <summary>Reads this project's own form of a saved query, the same as in requests: aliases, shares, time ranges.</summary>
internal sealed class RichQuery
{
    private readonly MappingReader _reader;
    private readonly DefinitionKey _key;
    private readonly ICollection<Use> _uses;
    private readonly ICollection<Diagnostic> _problems;

    private RichQuery(MappingReader reader, DefinitionKey key, ICollection<Use> uses, ICollection<Diagnostic> problems) =>
        (_reader, _key, _uses, _problems) = (reader, key, uses, problems);

    public static SavedQuery Read(
        MappingReader reader, SavedQuery saved, DefinitionKey key, ICollection<Use> uses, ICollection<Diagnostic> problems) =>
        new RichQuery(reader, key, uses, problems).Read(saved);

    private SavedQuery Read(SavedQuery saved)
    {
        var groupBy = _reader.Items("group_by").Select(GroupBy).ToEquatableList();
        var metrics = _reader.Items("metrics").Select(m => Metric(m, groupBy)).ToEquatableList();
        var columns = metrics.Select(m => m.Column).Concat(groupBy.Select(g => g.Column)).ToList();
        foreach (var twice in columns.GroupBy(c => c).Where(g => g.Count() > 1))
            _reader.Report(
                DiagnosticCode.DuplicateName, $"{_reader.What}: two columns are called '{twice.Key}'",
                hint: "rename one of them with 'as'");
        var query = new MetricQuery
        {
            Metrics = metrics,
            GroupBy = groupBy,
            Where = SavedConditions.Read(_reader, _key, _uses, _problems),
            OrderBy = QueryNames.Order(_reader.Words("order_by"), $"{_reader.What}: order_by", columns, _problems),
            Limit = _reader.Integer("limit", atLeast: 1),
            TimeZone = TimeZone(),
        };
        var range = TimeRange(query.TimeZone);
        _reader.Finish();
        return saved with { Query = query, TimeRange = range };
    }

    private MetricRequest Metric(YamlValue value, EquatableList<GroupByRequest> groupBy)
    {
        if (value is YamlValue.Scalar scalar)
            return new MetricRequest(
                QueryNames.Name(new Word(scalar.Text, scalar.Location), $"{_reader.What}: metrics", _key, UseOf.Metric, _uses, _problems));
        if (MappingReader.Of(value, _problems, $"{_reader.What}: metrics") is not { } reader)
            return new MetricRequest("");
        var name = reader.Required("name");
        _uses.Add(new Use(_key, UseOf.Metric, name, reader.At("name")));
        var request = new MetricRequest(name, reader.Text("as"), Share(reader, groupBy));
        reader.Finish();
        return request;
    }

    private static ShareOf? Share(MappingReader reader, EquatableList<GroupByRequest> groupBy)
    {
        switch (reader.Raw("share_of"))
        {
            case null:
                return null;
            case YamlValue.Scalar { Text: "total" }:
                return ShareOf.Total;
            case YamlValue.Sequence:
                var (keep, known) = (reader.Texts("share_of"), groupBy.Select(g => g.Column).ToList());
                foreach (var unknown in keep.Where(k => !known.Contains(k)))
                    reader.Report(
                        DiagnosticCode.UnknownName, $"{reader.What}: share_of '{unknown}' is not in group_by", reader.At("share_of"),
                        known: known, near: unknown);
                return new ShareOf(keep);
            case var other:
                reader.Report(
                    DiagnosticCode.WrongValue, $"{reader.What}: 'share_of' must be total or a list of group-by names", other.Location);
                return null;
        }
    }

    private GroupByRequest GroupBy(YamlValue value)
    {
        if (value is YamlValue.Scalar scalar)
            return new GroupByRequest(
                QueryNames.Name(
                    new Word(scalar.Text, scalar.Location), $"{_reader.What}: group_by", _key, UseOf.GroupBy, _uses, _problems));
        if (MappingReader.Of(value, _problems, $"{_reader.What}: group_by") is not { } reader)
            return new GroupByRequest("");
        var name = reader.Required("name");
        _uses.Add(new Use(_key, UseOf.GroupBy, name, reader.At("name")));
        var request = new GroupByRequest(name, reader.Text("as"));
        reader.Finish();
        return request;
    }

    private string TimeZone()
    {
        var zone = _reader.Text("time_zone") ?? "UTC";
        if (TimeZoneName.Find(zone) is not null)
            return zone;
        _reader.Report(DiagnosticCode.WrongValue, $"{_reader.What}: '{zone}' is not an IANA time zone", _reader.At("time_zone"));
        return "UTC";
    }

    private SavedTimeRange? TimeRange(string zone)
    {
        if (_reader.Raw("time_range") is not { } value)
            return null;
        var ends = value is YamlValue.Mapping ? _reader.Mapping("time_range", $"{_reader.What}: time_range") : null;
        var range = ends is null
            ? new SavedTimeRange(_reader.Text("time_range"), null, null)
            : new SavedTimeRange(null, ends.Text("start"), ends.Text("end"));
        ends?.Finish();
        // Any moment serves to check whether the words can be read.
        return new Grammar($"{_reader.What}: time_range", _problems).Holds(range.Resolve(DateTimeOffset.UnixEpoch, zone), value.Location)
            ? range : null;
    }
}
