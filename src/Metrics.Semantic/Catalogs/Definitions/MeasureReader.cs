using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Kinds;
using Metrics.Semantic.Reading;

namespace Metrics.Semantic.Catalogs.Definitions;

/// <summary>Reads one entry of a model's <c>measures:</c>, and the metric it may ask for by <c>create_metric</c>.</summary>
internal sealed class MeasureReader(CatalogFile file, DefinitionSet set, string model, string? defaultTimeDimension)
{
    public Measure? Read(YamlValue value)
    {
        var problems = new List<Diagnostic>();
        var reader = Titled.Read(value, problems, "measure", out var name);
        if (reader is null)
        {
            set.Report(breaks: null, problems);
            return null;
        }

        var key = new DefinitionKey(DefinitionKind.Measure, name, model);
        var (currency, dimension, meta) = ReadMeta(Meta.Of(reader).Metrics);
        var measure = new Measure(
            name, ReadAggregation(reader), reader.Text("expr") ?? name, "", reader.Text("agg_time_dimension") ?? defaultTimeDimension,
            currency, dimension, reader.Text("label"), reader.Text("description"), reader.Location);
        foreach (var unsupported in (string[])["non_additive_dimension", "agg_params"])
        {
            if (reader.Raw(unsupported) is { } there)
                reader.Report(DiagnosticCode.UnsupportedDefinition, $"{reader.What}: {unsupported} is not supported yet", there.Location);
        }

        if (measure.TimeDimension is { } time)
            set.Uses.Add(new Use(key, UseOf.OwnDimension, time, reader.At("agg_time_dimension"), model));
        if (dimension is not null)
            set.Uses.Add(new Use(key, UseOf.GroupBy, dimension, reader.At("config")));
        if (reader.Flag("create_metric"))
            AddMetric(measure, meta);
        reader.Finish();
        set.Report(key, problems);
        return measure;
    }

    private static Aggregation ReadAggregation(MappingReader reader)
    {
        if (reader.Required("agg") == "percentile")
        {
            reader.Report(DiagnosticCode.UnsupportedDefinition, $"{reader.What}: agg percentile is not supported yet", reader.At("agg"));
            return Aggregation.Median;
        }

        return reader.Raw("agg") is null ? Aggregation.Sum : reader.Word(
            "agg", Aggregation.Sum,
            ("sum", Aggregation.Sum), ("min", Aggregation.Min), ("max", Aggregation.Max), ("count", Aggregation.Count),
            ("count_distinct", Aggregation.CountDistinct), ("average", Aggregation.Average), ("median", Aggregation.Median), ("sum_boolean", Aggregation.SumBoolean));
    }

    private static (string? Currency, string? Dimension, MetricFacts Facts) ReadMeta(MappingReader? reader)
    {
        if (reader is null)
            return (null, null, MetricFacts.None);
        string? currency = null, dimension = null;
        if (reader.Raw("currency") is YamlValue.Mapping && reader.Mapping("currency", $"{reader.What}: currency") is { } by)
        {
            dimension = by.Required("dimension");
            by.Finish();
        }
        else
            currency = reader.Text("currency");

        var facts = MetricFacts.Read(reader);
        reader.Finish();
        return (currency, dimension is "" ? null : dimension, facts);
    }

    private void AddMetric(Measure measure, MetricFacts facts)
    {
        var key = DefinitionKey.OfMetric(measure.Name);
        set.Uses.Add(new Use(key, UseOf.Measure, measure.Name, measure.Location));
        set.Metrics.Add(new SimpleMetric
        {
            Name = measure.Name,
            Label = measure.Label,
            Description = measure.Description,
            Owner = facts.Owner,
            Unit = facts.Unit,
            Format = facts.Format,
            Pack = file.Pack,
            Measure = measure.Name,
            Location = measure.Location,
        });
    }
}
