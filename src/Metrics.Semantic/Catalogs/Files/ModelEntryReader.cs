using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Written;
using Metrics.Semantic.Reading;

namespace Metrics.Semantic.Catalogs.Files;

/// <summary>
/// Reads an entry of dbt's <c>models:</c>: a time spine, or a semantic model of the newer form. The rest of it is for dbt.
/// </summary>
internal static class ModelEntryReader
{
    public static void Read(YamlValue value, ReadingFile into)
    {
        var problems = new List<Diagnostic>();
        var reader = Titled.Read(value, problems, "model", out var table);
        if (reader is not null)
        {
            ReadSpine(reader, table, into, problems);
            if (NewerModel.Is(reader))
                NewerModel.Read(reader, table, into);
        }

        into.Report(table.Length == 0 ? null : new DefinitionKey(DefinitionKind.TimeSpine, table), problems);
    }

    private static void ReadSpine(MappingReader reader, string table, ReadingFile into, List<Diagnostic> problems)
    {
        if (reader.Raw("time_spine") is not { } value || MappingReader.Of(value, problems, $"time spine '{table}'") is not { } spine)
            return;
        var column = spine.Required("standard_granularity_column");
        var granularities = ProjectConfigurationReader.ReadGranularities(spine, into);
        into.Finish(spine);
        var declared = ModelVersions.Columns(reader).Select(c => MappingReader.Of(c, problems, $"column of model '{table}'"))
            .OfType<MappingReader>().FirstOrDefault(c => c.Text("name") == column);
        if (column.Length > 0 && declared?.Raw("granularity") is null)
        {
            spine.Report(
                DiagnosticCode.MissingKey, $"{spine.What}: column '{column}' has no granularity", declared?.Location,
                "list it under columns with granularity: day");
        }

        into.Into.Spines.Add(new WrittenSpine(
            table, table, column, declared is null ? null : GrainWord.Read(declared, "granularity"), into.Pack, spine.Location)
            {
                Ref = new TableRef(null, table, null), CustomGranularities = granularities,
            });
    }
}
