using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Written;
using Metrics.Semantic.Reading;

namespace Metrics.Semantic.Catalogs.Files;

/// <summary>
/// Reads what a column declares: <c>entity: primary</c>, or <c>dimension: {type: time}</c> with <c>granularity: day</c> beside it.
/// </summary>
internal sealed class NewerColumn(MappingReader column, string model, ReadingFile into)
{
    private readonly string _column = column.Text("name") ?? "";

    public WrittenEntity? Entity()
    {
        if (Settings("entity") is not { } it)
            return null;
        var entity = new WrittenEntity(it.Name, EntityReader.ReadKind(it.Reader, it.KindKey), _column, it.Reader.Location)
        {
            Label = it.Own?.Said("label"),
            Description = it.Own?.Text("description") ?? column.Text("description"),
            Meta = it.Own is null ? null : Meta.Of(it.Own).Json,
        };
        Finish(it, DefinitionKind.Entity);
        return entity;
    }

    public WrittenDimension? Dimension()
    {
        if (Settings("dimension") is not { } it)
            return null;
        var isTime = it.Reader.OneOf(it.KindKey, ("categorical", false), ("time", true)) ?? false;
        var grain = GrainWord.Read(column, "granularity");
        if (isTime && column.Raw("granularity") is null)
            DimensionReader.MissingGrain(it.Reader, "granularity on its column", "granularity: day");
        var dimension = new WrittenDimension(it.Name, isTime, _column, it.Reader.Location)
        {
            Label = it.Own?.Said("label"),
            Description = it.Own?.Text("description") ?? column.Text("description"),
            IsPartition = it.Own?.Flag("is_partition") ?? false,
            Grain = isTime ? grain : null,
            HasTypeParams = isTime && grain is not null,
            Validity = it.Own is null ? null : DimensionReader.ReadValidity(it.Own, into),
            Meta = it.Own is null ? null : Meta.Of(it.Own).Json,
        };
        Finish(it, DefinitionKind.Dimension);
        return dimension;
    }

    /// <summary>A dimension of <c>derived_semantics</c>: over an expression rather than a column.</summary>
    public static WrittenDimension? Derived(YamlValue value, string model, ReadingFile into)
    {
        var problems = new List<Diagnostic>();
        var reader = Titled.Read(value, problems, "dimension", out var name);
        if (reader is null)
        {
            into.Report(breaks: null, problems);
            return null;
        }

        var isTime = DimensionReader.ReadIsTime(reader);
        if (isTime && reader.Raw("granularity") is null)
            DimensionReader.MissingGrain(reader, "granularity", "granularity: day");
        var grain = GrainWord.Read(reader, "granularity");
        var dimension = new WrittenDimension(name, isTime, reader.Required("expr"), reader.Location)
        {
            Label = reader.Said("label"),
            Description = reader.Text("description"),
            IsPartition = reader.Flag("is_partition"),
            Grain = isTime ? grain : null,
            HasTypeParams = isTime && grain is not null,
            Validity = DimensionReader.ReadValidity(reader, into),
            Meta = Meta.Of(reader).Json,
        };
        into.Finish(reader);
        into.Report(new DefinitionKey(DefinitionKind.Dimension, name, model), problems);
        return dimension;
    }

    // Either a word on the column itself, or a mapping.
    private Said? Settings(string key)
    {
        if (column.Raw(key) is not { } value)
            return null;
        var problems = new List<Diagnostic>();
        if (value is not YamlValue.Mapping mapping)
        {
            var reader = new MappingReader(
                new YamlValue.Mapping(column.Entries.ToEquatableList(), column.Location), problems, $"{key} '{_column}'");
            return new Said(reader, Own: null, key, _column, problems);
        }

        var own = new MappingReader(mapping, problems, $"{key} '{_column}'");
        return new Said(own, own, "type", own.Text("name") ?? _column, problems);
    }

    private void Finish(Said it, DefinitionKind kind)
    {
        if (_column.Length == 0)
            it.Reader.Required("name");
        into.Finish(it.Own);
        into.Report(new DefinitionKey(kind, it.Name, model), it.Problems);
    }

    private sealed record Said(MappingReader Reader, MappingReader? Own, string KindKey, string Name, List<Diagnostic> Problems);
}
