using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Written;
using Metrics.Semantic.Reading;

namespace Metrics.Semantic.Catalogs.Files;

/// <summary>Reads what metrics are computed from: names, or mappings with a filter, an alias, an offset.</summary>
internal sealed class InputReader(ReadingFile into, ICollection<Diagnostic> problems)
{
    /// <summary>A metric under a key; null when absent.</summary>
    public WrittenInput? Metric(MappingReader reader, string key) =>
        reader.Raw(key) is { } value ? Metric(value, $"{reader.What}: {key}") : null;

    public EquatableList<WrittenInput> Metrics(MappingReader reader, string key) =>
        reader.Items(key).Select(i => Metric(i, $"{reader.What}: {key}")).OfType<WrittenInput>().ToEquatableList();

    /// <summary>A measure under a key; null when absent.</summary>
    public WrittenMeasureInput? Measure(MappingReader reader, string key) =>
        reader.Raw(key) is { } value ? Measure(value, $"{reader.What}: {key}") : null;

    public EquatableList<WrittenMeasureInput> Measures(MappingReader reader, string key) =>
        reader.Items(key).Select(i => Measure(i, $"{reader.What}: {key}")).OfType<WrittenMeasureInput>().ToEquatableList();

    private WrittenInput? Metric(YamlValue value, string what)
    {
        if (value is YamlValue.Scalar scalar)
            return new WrittenInput(new Word(scalar.Text, scalar.Location), null, []);
        if (MappingReader.Of(value, problems, what) is not { } reader)
            return null;
        var input = new WrittenInput(reader.Need("name"), reader.Said("alias"), reader.Filters("filter", into))
        {
            OffsetWindow = WindowReader.Read(reader, "offset_window", into),
            OffsetToGrain = reader.Lower("offset_to_grain"),
        };
        // MetricFlow's documents allow them here, where they have no effect.
        if (into.Form == FileForm.Documents)
            _ = (reader.Flag("join_to_timespine"), reader.Integer("fill_nulls_with"));
        into.Finish(reader);
        return input.Name.Text.Length == 0 ? null : input;
    }

    private WrittenMeasureInput? Measure(YamlValue value, string what)
    {
        if (value is YamlValue.Scalar scalar)
            return new WrittenMeasureInput(new Word(scalar.Text, scalar.Location), null, [], false, null);
        if (MappingReader.Of(value, problems, what) is not { } reader)
            return null;
        var input = new WrittenMeasureInput(
            reader.Need("name"), reader.Said("alias"), reader.Filters("filter", into), reader.Flag("join_to_timespine"),
            reader.Integer("fill_nulls_with"));
        into.Finish(reader);
        return input.Name.Text.Length == 0 ? null : input;
    }
}
