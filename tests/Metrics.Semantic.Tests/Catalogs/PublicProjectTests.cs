using Metrics.Domain.Querying;
using Metrics.Semantic.Binding;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Kinds;
using Metrics.Testing;

namespace Metrics.Semantic.Tests.Catalogs;

/// <summary>The shapes of five public dbt projects, and those of dbt's guide to the newer form, load without a change.</summary>
public sealed class PublicProjectTests
{
    [Theory]
    [InlineData("template", 2, 9, 3)]
    [InlineData("restaurant", 2, 7, 2)]
    [InlineData("insurance", 4, 5, 0)]
    [InlineData("tutorial", 3, 10, 2)]
    [InlineData("annotated", 2, 7, 0)]
    [InlineData("newer", 3, 12, 0)]
    public void A_project_loads_without_a_word(string project, int models, int metrics, int savedQueries)
    {
        var draft = Load(project);
        Assert.Equal("", string.Join('\n', draft.Diagnostics.Lines()));
        Assert.Equal(
            (models, metrics, savedQueries),
            (draft.Models.Count, draft.Sound.Metrics.Count(
                m => !m.Name.EndsWith("_input", StringComparison.Ordinal)), draft.Sound.SavedQueries.Count));
    }

    [Fact]
    public void A_cumulative_metric_over_a_measure_does_not_fill_what_a_metric_over_it_fills()
    {
        var metrics = Load("template").Sound.Metrics;
        var soFar = metrics.OfType<CumulativeMetric>().Single();
        var input = Assert.IsType<SimpleMetric>(metrics.Single(m => m.Name == soFar.Input.Metric));
        Assert.Equal(("sales_input", "sales", null, true), (input.Name, input.Measure, input.FillNullsWith, input.IsPrivate));
    }

    [Fact]
    public void The_newer_form_means_what_the_older_one_means()
    {
        var draft = Load("newer");
        var rentals = draft.Models.Single(m => m.Name == "rentals");
        Assert.Equal(
            [("rental", "rental_id"), ("member", "member_id"), ("bike_id", "bike_id"),
                ("district", "substring(start_station from 1 for 2)")], rentals.Entities.Select(e => (e.Name, e.Expr)));
        Assert.Equal(["rented_at", "returned_at", "tariff", "length_class"], rentals.Dimensions.Select(d => d.Name));
        Assert.Equal("Null while it is out.", rentals.Dimensions[1].Description);
        var minutes = Assert.IsType<SimpleMetric>(draft.Sound.Metrics.Single(m => m.Name == "rented_minutes"));
        Assert.Equal((0L, true), (minutes.FillNullsWith, minutes.JoinToTimeSpine));
        var measure = rentals.Measures.Single(m => m.Name == minutes.Measure);
        Assert.Equal(
            (Aggregation.Sum, "minutes", "returned_at", true),
            (measure.Aggregation, measure.Expr, measure.TimeDimension, measure.IsOfMetric));
        Assert.Equal(
            (0.95, true),
            (rentals.Measures.Single(m => m.Name == "minutes_p95").Percentile,
                rentals.Measures.Single(m => m.Name == "minutes_p95").IsDiscrete));
        Assert.Equal(
            new NonAdditiveDimension("rented_at", TakesLast: true, ["bike_id"]),
            rentals.Measures.Single(m => m.Name == "bikes_out").NonAdditive);
        Assert.True(draft.Sound.Metrics.Single(m => m.Name == "bikes_out").IsPrivate);
        var tariffs = draft.Models.Single(m => m.Name == "tariffs_of_members");
        Assert.Equal(
            ("member_tariffs", "tariff_start", "end_date", """{"owner":"fleet"}"""),
            (tariffs.Table, tariffs.Validity?.Start.Name, tariffs.Validity?.End.Expr, tariffs.Meta));
        var conversion = draft.Sound.Metrics.OfType<ConversionMetric>().Single();
        Assert.Equal(
            ("joins", "rental_count", "member", false, "7 day"),
            (conversion.Base.Metric, conversion.Conversion.Metric, conversion.Entity, conversion.IsCount, $"{conversion.Window}"));
    }

    [Fact]
    public void What_is_written_for_other_tools_changes_nothing_and_is_kept()
    {
        var draft = Load("annotated");
        var visits = draft.Models.Single(m => m.Name == "visits");
        Assert.Equal([("visit_id", EntityKind.Primary), ("animal", EntityKind.Foreign)], visits.Entities.Select(e => (e.Name, e.Kind)));
        Assert.Equal(["visited_on", "outcome"], visits.Dimensions.Select(d => d.Name));
        Assert.Contains("takings", draft.Sound.Metrics.Single(m => m.Name == "fees").Meta, StringComparison.Ordinal);
        var soFar = draft.Sound.Metrics.OfType<CumulativeMetric>().Single();
        Assert.Equal(("fees", "month"), (soFar.Input.Metric, $"{soFar.GrainToDate}"));
    }

    private static CatalogDraft Load(string project)
    {
        var folder = Path.Combine(Repository.Root, "tests", "Metrics.Semantic.Tests", "Catalogs", "Projects", project);
        return CatalogFiles.Load(
            Directory.GetFiles(folder).Select(f => ($"{project}/semantic/{Path.GetFileName(f)}", File.ReadAllText(f))).ToArray());
    }
}
