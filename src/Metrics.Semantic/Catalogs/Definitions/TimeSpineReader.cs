using Metrics.Domain.Diagnostics;
using Metrics.Domain.Time;
using Metrics.Semantic.Reading;

namespace Metrics.Semantic.Catalogs.Definitions;

/// <summary>Reads the <c>time_spine</c> of dbt's <c>models:</c>; whatever else those say is for dbt.</summary>
internal static class TimeSpineReader
{
    public static void Read(YamlValue value, CatalogFile file, DefinitionSet set)
    {
        var problems = new List<Diagnostic>();
        var reader = Titled.Read(value, problems, "model", out var table);
        if (reader?.Mapping("time_spine", $"time spine '{table}'") is { } spine)
        {
            var column = spine.Required("standard_granularity_column");
            if (spine.Raw("custom_granularities") is { } custom)
                spine.Report(DiagnosticCode.UnsupportedDefinition, $"{spine.What}: custom granularities are not supported yet", custom.Location);
            spine.Finish();
            var declared = reader.Mappings("columns", $"column of model '{table}'").FirstOrDefault(c => c.Text("name") == column);
            var grain = declared?.Text("granularity");
            if (column.Length > 0 && grain is null)
            {
                spine.Report(
                    DiagnosticCode.MissingKey, $"{spine.What}: column '{column}' has no granularity", declared?.Location,
                    "list it under columns with granularity: day");
            }

            set.TimeSpines.Add(new TimeSpine(table, column, GrainWord.Read(declared ?? spine, "granularity", grain) ?? Grain.Day, file.Pack, spine.Location));
        }

        set.Report(table.Length == 0 ? null : new DefinitionKey(DefinitionKind.TimeSpine, table), problems);
    }
}
