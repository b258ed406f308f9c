using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Written;
using Metrics.Semantic.Reading;

namespace Metrics.Semantic.Catalogs.Files;

/// <summary>Reads one entry of a model's <c>dimensions:</c>.</summary>
internal static class DimensionReader
{
    public static WrittenDimension? Read(YamlValue value, string model, ReadingFile into)
    {
        var problems = new List<Diagnostic>();
        var reader = Titled.Read(value, problems, "dimension", out var name);
        if (reader is null)
        {
            into.Report(breaks: null, problems);
            return null;
        }

        DocumentNames.Check(reader, name, into);
        var isTime = ReadIsTime(reader);
        var parameters = reader.Mapping("type_params", $"{reader.What}: type_params");
        // A manifest may lack the grain; a rule says until when that is allowed.
        if (into.Form != FileForm.Manifest && (isTime || parameters is not null) && parameters?.Raw("time_granularity") is null)
            MissingGrain(reader, "type_params.time_granularity", "type_params: {time_granularity: day}");
        var dimension = new WrittenDimension(name, isTime, reader.Text("expr"), reader.Location)
        {
            Label = reader.Said("label"),
            Description = reader.Text("description"),
            IsPartition = reader.Flag("is_partition"),
            HasTypeParams = parameters is not null,
            Grain = parameters is null ? null : GrainWord.Read(parameters, "time_granularity"),
            Validity = parameters is null ? null : ReadValidity(parameters, into),
            Meta = Meta.Of(reader).Json,
        };
        into.Finish(parameters);
        into.Finish(reader);
        into.Report(new DefinitionKey(DefinitionKind.Dimension, name, model), problems);
        return dimension;
    }

    public static bool ReadIsTime(MappingReader reader)
    {
        if (reader.Raw("type") is null)
            reader.Required("type");
        return reader.OneOf("type", ("categorical", false), ("time", true)) ?? false;
    }

    public static void MissingGrain(MappingReader reader, string key, string hint) =>
        reader.Report(DiagnosticCode.MissingKey, $"{reader.What}: a time dimension needs {key}, how fine its values are", hint: hint);

    public static WrittenValidity? ReadValidity(MappingReader reader, ReadingFile into)
    {
        if (reader.Mapping("validity_params", $"{reader.What}: validity_params") is not { } validity)
            return null;
        var read = new WrittenValidity(validity.Flag("is_start"), validity.Flag("is_end"));
        into.Finish(validity);
        return read;
    }
}
