using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Kinds;
using Metrics.Semantic.Reading;

namespace Metrics.Semantic.Catalogs.Definitions;

/// <summary>Reads one entry of a model's <c>config.meta.metrics.metrics</c>: kinds that dbt does not have.</summary>
internal sealed class EventMetricReader(CatalogFile file, DefinitionSet set, string model)
{
    public void Read(YamlValue value)
    {
        var problems = new List<Diagnostic>();
        var reader = Titled.Read(value, problems, "metric", out var name);
        if (reader is null)
        {
            set.Report(breaks: null, problems);
            return;
        }

        var key = DefinitionKey.OfMetric(name);
        reader.Required("kind");
        reader.Word("kind", "", ("time_to_nth_event", ""));
        reader.Word("start", "", ("first_event", ""));
        var metric = new TimeToNthEventMetric
        {
            Name = name,
            Label = reader.Text("label"),
            Description = reader.Text("description"),
            Owner = reader.Text("owner"),
            Pack = file.Pack,
            Location = reader.Location,
            Model = model,
            Entity = reader.Required("entity"),
            TimeDimension = reader.Required("time_dimension"),
            N = ReadN(reader),
            Statistic = reader.Word("statistic", EventStatistic.Mean, ("mean", EventStatistic.Mean), ("median", EventStatistic.Median), ("subjects", EventStatistic.Subjects)),
            Filters = AuthorFilterReader.Read(reader, "filter", key, set, problems),
        };
        // Subjects are counted, so their number has no unit unless the author gives one.
        var isCount = metric.Statistic == EventStatistic.Subjects;
        var unit = isCount ? reader.Text("unit") : reader.Word("unit", "days", ("days", "days"));
        var format = MetricFacts.Read(reader).Format ?? (isCount ? null : "duration");
        reader.Finish();
        set.Uses.Add(new Use(key, UseOf.OwnEntity, metric.Entity, reader.At("entity"), model));
        set.Uses.Add(new Use(key, UseOf.OwnDimension, metric.TimeDimension, reader.At("time_dimension"), model));
        set.Metrics.Add(metric with { Unit = unit, Format = format });
        set.Report(key, problems);
    }

    private static int ReadN(MappingReader reader)
    {
        if (reader.Raw("n") is null)
            reader.Required("n");
        return (int)Math.Min(reader.Integer("n", atLeast: 2) ?? 2, int.MaxValue);
    }
}
