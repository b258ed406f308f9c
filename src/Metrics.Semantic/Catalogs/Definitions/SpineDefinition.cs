using Metrics.Domain;
using Metrics.Domain.Time;
using Metrics.Semantic.Catalogs.Written;

namespace Metrics.Semantic.Catalogs.Definitions;

/// <summary>Makes time spines from what is written; those of the older configuration only if there are no others.</summary>
internal static class SpineDefinition
{
    public static void Define(WrittenManifest written, DefinitionSet set) => set.TimeSpines.AddRange(
        (written.Spines.Count > 0 ? written.Spines : written.LegacySpines).Select(
            s => new TimeSpine(s.Table, s.Column, s.Grain ?? Grain.Day, s.Pack, s.Location)
            {
                Relation = s.Relation,
                CustomGranularities = s.CustomGranularities.Select(g => new CustomGranularity(g.Name.Text, g.Column ?? g.Name.Text))
                    .ToEquatableList(),
            }));
}
