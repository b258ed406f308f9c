using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Domain.Time;
using Metrics.Semantic.Catalogs;

namespace Metrics.Semantic.Resolution;

/// <summary>
/// The meaning of <c>metric_time</c> in a question without metrics: the times of the coarsest time spine that is fine enough.
/// </summary>
/// <param name="IsAsked">True when the question names it.</param>
/// <param name="Spine">The time spine, as a model.</param>
/// <param name="Grain">The grain of a <c>metric_time</c> without one.</param>
/// <param name="Problem">Why there is no spine.</param>
internal sealed record ValuesTime(bool IsAsked, SemanticModel? Spine, Grain? Grain, Diagnostic? Problem)
{
    public static ValuesTime Of(Catalog catalog, IEnumerable<Operand.Name> names)
    {
        var asked = names.Select(n => AskedName.Readings(n.Text, catalog).FirstOrDefault()).OfType<AskedName>()
            .Where(a => a.IsMetricTime).ToList();
        if (asked.Count == 0)
            return new ValuesTime(false, null, null, null);
        if (catalog.TimeSpines.Count == 0)
            return new ValuesTime(
                true, null, null,
                new Diagnostic(
                    DiagnosticCode.NoMetricTime, "metric_time without metrics gives the times of a time spine, and there is none",
                    Hint: "declare a time_spine, or ask for a metric too"));
        var open = catalog.TimeSpines.Min(s => s.Grain) is var finest && finest > Domain.Time.Grain.Day ? finest : Domain.Time.Grain.Day;
        var needed = asked.Min(a => a.Grain ?? a.Part?.Needs() ?? open);
        var spine = catalog.TimeSpines.Where(s => s.Grain <= needed).MaxBy(s => s.Grain) ?? catalog.TimeSpines.MinBy(s => s.Grain)!;
        return new ValuesTime(true, catalog.SpineModels[SpineModel.NameOf(spine)], open, null);
    }
}
