using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Expressions;
using Metrics.Semantic.Kinds;
using Metrics.Semantic.Reading;

namespace Metrics.Semantic.Catalogs.Definitions;

/// <summary>Reads one entry of <c>metrics:</c>.</summary>
internal sealed class MetricReader(CatalogFile file, DefinitionSet set)
{
    private readonly List<Diagnostic> _problems = [];

    public void Read(YamlValue value)
    {
        var reader = Titled.Read(value, _problems, "metric", out var name);
        if (reader is null)
        {
            set.Report(breaks: null, _problems);
            return;
        }

        var key = DefinitionKey.OfMetric(name);
        var meta = Meta.Of(reader);
        if (!meta.Enabled)
            return;
        var facts = meta.Metrics is { } ours ? MetricFacts.Read(ours) : MetricFacts.None;
        meta.Metrics?.Finish();
        var metric = ReadKind(reader, key) with
        {
            Label = reader.Text("label"),
            Description = reader.Text("description"),
            Owner = facts.Owner,
            Unit = facts.Unit,
            Format = facts.Format,
        };
        if (reader.Raw("time_granularity") is { } grain)
            reader.Report(DiagnosticCode.UnsupportedDefinition, $"{reader.What}: time_granularity is not supported yet", grain.Location);
        reader.Finish();
        set.Metrics.Add(metric with { Filters = [.. metric.Filters, .. AuthorFilterReader.Read(reader, "filter", key, set, _problems)] });
        set.Report(key, _problems);
    }

    private Metric ReadKind(MappingReader reader, DefinitionKey key)
    {
        reader.Raw("filter");
        var type = reader.Required("type");
        if (type is "cumulative" or "conversion")
        {
            reader.Raw("type_params");
            reader.Report(DiagnosticCode.UnsupportedDefinition, $"{reader.What}: {type} metrics are not supported yet", reader.At("type"));
            return Unusable(reader, key);
        }

        if (reader.Mapping("type_params", $"{reader.What}: type_params") is not { } parameters)
        {
            if (reader.Raw("type_params") is null)
                reader.Required("type_params");
            return Unusable(reader, key);
        }

        var metric = reader.Word<Func<Metric>?>(
            "type", null, ("simple", () => Simple(parameters, key)), ("ratio", () => Ratio(parameters, key)), ("derived", () => Derived(parameters, key)));
        if (metric is null)
            return Unusable(reader, key);
        var read = metric();
        parameters.Finish();
        return read with { Location = reader.Location };
    }

    private SimpleMetric Simple(MappingReader reader, DefinitionKey key)
    {
        var input = reader.Raw("measure") is YamlValue.Mapping ? reader.Mapping("measure", $"{reader.What}: measure") : null;
        var measure = input?.Required("name") ?? reader.Required("measure");
        var filters = input is null ? [] : AuthorFilterReader.Read(input, "filter", key, set, _problems);
        input?.Text("alias");
        if (input?.Flag("join_to_timespine") == true)
            input.Report(DiagnosticCode.UnsupportedDefinition, $"{input.What}: join_to_timespine is not supported yet", input.At("join_to_timespine"));
        var fill = input?.Integer("fill_nulls_with");
        input?.Finish();
        if (measure.Length > 0)
            set.Uses.Add(new Use(key, UseOf.Measure, measure, (input ?? reader).At(input is null ? "measure" : "name")));
        return new SimpleMetric { Name = key.Name, Pack = file.Pack, Location = reader.Location, Measure = measure, Filters = filters, FillNullsWith = fill };
    }

    private RatioMetric Ratio(MappingReader reader, DefinitionKey key) => new()
    {
        Name = key.Name,
        Pack = file.Pack,
        Location = reader.Location,
        Numerator = Side(reader, "numerator", key),
        Denominator = Side(reader, "denominator", key),
    };

    private MetricInput Side(MappingReader reader, string side, DefinitionKey key)
    {
        if (reader.Raw(side) is { } value)
            return Input(value, $"{reader.What}: {side}", key);
        reader.Required(side);
        return new MetricInput("", null, []);
    }

    private DerivedMetric Derived(MappingReader reader, DefinitionKey key)
    {
        var (expr, inputs) = (reader.Required("expr"), reader.Items("metrics").Select(i => Input(i, $"{reader.What}: metric", key)).ToEquatableList());
        var formula = expr.Length == 0 ? null : new Grammar($"{reader.What}: expr", _problems).Formula(expr, reader.At("expr"));
        var known = inputs.Select(i => i.Alias ?? i.Metric).ToList();
        foreach (var unknown in formula?.Names.Distinct().Where(n => !known.Contains(n)) ?? [])
            reader.Report(DiagnosticCode.UnknownName, $"{reader.What}: '{unknown}' in expr is not among its metrics", reader.At("expr"), known: known, near: unknown);
        return new DerivedMetric { Name = key.Name, Pack = file.Pack, Location = reader.Location, Formula = formula ?? new Formula.Number(0), Inputs = inputs };
    }

    private MetricInput Input(YamlValue value, string what, DefinitionKey key)
    {
        if (value is YamlValue.Scalar scalar)
        {
            set.Uses.Add(new Use(key, UseOf.Metric, scalar.Text, scalar.Location));
            return new MetricInput(scalar.Text, null, []);
        }

        if (MappingReader.Of(value, _problems, what) is not { } reader)
            return new MetricInput("", null, []);
        var input = new MetricInput(reader.Required("name"), reader.Text("alias"), AuthorFilterReader.Read(reader, "filter", key, set, _problems));
        foreach (var offset in (string[])["offset_window", "offset_to_grain"])
        {
            if (reader.Raw(offset) is { } there)
                reader.Report(DiagnosticCode.UnsupportedDefinition, $"{reader.What}: {offset} is not supported yet", there.Location);
        }

        reader.Finish();
        if (input.Metric.Length > 0)
            set.Uses.Add(new Use(key, UseOf.Metric, input.Metric, reader.At("name")));
        return input;
    }

    // Stands for the name in rules; it never reaches a catalog, since something is reported about it.
    private SimpleMetric Unusable(MappingReader reader, DefinitionKey key) => new() { Name = key.Name, Pack = file.Pack, Location = reader.Location, Measure = "" };
}
