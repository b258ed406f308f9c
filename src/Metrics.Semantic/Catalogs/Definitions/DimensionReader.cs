using Metrics.Domain.Diagnostics;
using Metrics.Domain.Time;
using Metrics.Semantic.Reading;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Semantic.Catalogs.Definitions;

/// <summary>Reads one entry of a model's <c>dimensions:</c>.</summary>
internal static class DimensionReader
{
    public static Dimension? Read(YamlValue value, string model, DefinitionSet set)
    {
        var problems = new List<Diagnostic>();
        var reader = Titled.Read(value, problems, "dimension", out var name);
        if (reader is null)
        {
            set.Report(breaks: null, problems);
            return null;
        }

        if (reader.Raw("type") is null)
            reader.Required("type");
        var isTime = reader.Word("type", false, ("categorical", false), ("time", true));
        var parameters = reader.Mapping("type_params", $"{reader.What}: type_params");
        var grain = parameters is null ? null : GrainWord.Read(parameters, "time_granularity", parameters.Text("time_granularity"));
        if (isTime && parameters?.Raw("time_granularity") is null)
        {
            reader.Report(
                DiagnosticCode.MissingKey, $"{reader.What}: a time dimension needs type_params.time_granularity, how fine its values are",
                hint: "type_params: {time_granularity: day}");
        }

        if (parameters?.Raw("validity_params") is { } validity)
            reader.Report(DiagnosticCode.UnsupportedDefinition, $"{reader.What}: validity_params are not supported yet", validity.Location);
        parameters?.Finish();
        _ = (Meta.Of(reader), reader.Flag("is_partition"));
        var dimension = new Dimension(
            name, isTime ? grain ?? Grain.Day : null, reader.Text("expr") ?? name, "", isTime ? ValueType.Timestamp : ValueType.String,
            reader.Text("label"), reader.Text("description"), reader.Location);
        reader.Finish();
        set.Report(new DefinitionKey(DefinitionKind.Dimension, name, model), problems);
        return dimension;
    }
}
