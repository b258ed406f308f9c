using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Definitions;
using Metrics.Semantic.Catalogs.Written;
using Metrics.Semantic.Kinds;
using Metrics.Semantic.Reading;

namespace Metrics.Semantic.Catalogs.Files;

/// <summary>Reads one entry of a model's <c>config.meta.metrics.metrics</c>: kinds that dbt does not have.</summary>
internal sealed class EventMetricReader(ReadingFile into, string model)
{
    public TimeToNthEventMetric? Read(YamlValue value)
    {
        var problems = new List<Diagnostic>();
        var reader = Titled.Read(value, problems, "metric", out var name);
        if (reader is null)
        {
            into.Report(breaks: null, problems);
            return null;
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
            Pack = into.Pack,
            Location = reader.Location,
            Model = model,
            Entity = reader.Required("entity"),
            TimeDimension = reader.Required("time_dimension"),
            N = ReadN(reader),
            Statistic = reader.Word(
                "statistic", EventStatistic.Mean, ("mean", EventStatistic.Mean), ("median", EventStatistic.Median),
                ("subjects", EventStatistic.Subjects)),
            Filters = AuthorFilters.Of(reader.Filters("filter", into), $"{reader.What}: filter", key, into.Into.Uses, problems),
        };
        // Subjects are counted, so their number has no unit unless the author gives one.
        var isCount = metric.Statistic == EventStatistic.Subjects;
        var unit = isCount ? reader.Text("unit") : reader.Word("unit", "days", ("days", "days"));
        var facts = MetricFacts.Read(reader);
        var format = facts.Format ?? (isCount ? null : "duration");
        reader.Finish();
        into.Into.Uses.Add(new Use(key, UseOf.OwnEntity, metric.Entity, reader.At("entity"), model));
        into.Into.Uses.Add(new Use(key, UseOf.OwnDimension, metric.TimeDimension, reader.At("time_dimension"), model));
        into.Report(key, problems);
        return metric with { Unit = unit, Format = format, Deprecated = facts.Deprecated, Synonyms = facts.Synonyms };
    }

    private static int ReadN(MappingReader reader)
    {
        if (reader.Raw("n") is null)
            reader.Required("n");
        return (int)Math.Min(reader.Integer("n", atLeast: 2) ?? 2, int.MaxValue);
    }
}
