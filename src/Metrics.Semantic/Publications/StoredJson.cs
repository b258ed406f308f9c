using System.Text.Json;
using System.Text.Json.Serialization;
using Metrics.Domain;
using Metrics.Domain.Refreshing;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Catalogs.Binding;

namespace Metrics.Semantic.Publications;

/// <summary>The JSON columns of <c>ops</c>, as the refresh writes and everybody reads them.</summary>
public static partial class StoredJson
{
    /// <summary><c>[{"name": "amount", "type": "numeric(12,2)"}]</c></summary>
    public static string Write(EquatableList<TableColumn> columns) => JsonSerializer.Serialize(columns.ToArray(), Shapes.Default.TableColumnArray);

    /// <summary><c>[["id"], ["store_id", "day"]]</c></summary>
    public static string Write(EquatableList<EquatableList<string>> keys) =>
        JsonSerializer.Serialize(keys.Select(k => k.ToArray()).ToArray(), Shapes.Default.StringArrayArray);

    /// <summary><c>[{"model": "storefront__stores", "version": 7}]</c>, sorted.</summary>
    public static string Write(EquatableList<Ancestor> ancestors) => JsonSerializer.Serialize(
        ancestors.OrderBy(a => a.Model, StringComparer.Ordinal).ThenBy(a => a.Version).ToArray(), Shapes.Default.AncestorArray);

    /// <summary><c>[{"table": "storefront__transactions", "rejected": 3, "rows": 10000}]</c></summary>
    public static string Write(EquatableList<RejectCount> rejected) => JsonSerializer.Serialize(rejected.ToArray(), Shapes.Default.RejectCountArray);

    /// <summary>A list of sentences, such as a run's warnings.</summary>
    public static string Write(EquatableList<string> texts) => JsonSerializer.Serialize(texts.ToArray(), Shapes.Default.StringArray);

    /// <summary>A catalog's files, of which one of no pack has the settings.</summary>
    public static string Write(EquatableList<CatalogFile> files) =>
        JsonSerializer.Serialize(files.ToArray(), Shapes.Default.CatalogFileArray);

    /// <summary>The types that a catalog's expressions have.</summary>
    public static string Write(EquatableList<BoundType> types) => JsonSerializer.Serialize(types.ToArray(), Shapes.Default.BoundTypeArray);

    /// <summary>Reads what <see cref="Write(EquatableList{CatalogFile})"/> wrote.</summary>
    public static EquatableList<CatalogFile> ReadFiles(string json) => Read(json, Shapes.Default.CatalogFileArray).ToEquatableList();

    /// <summary>Reads what <see cref="Write(EquatableList{BoundType})"/> wrote.</summary>
    public static EquatableList<BoundType> ReadTypes(string json) => Read(json, Shapes.Default.BoundTypeArray).ToEquatableList();

    /// <summary>Reads what <see cref="Write(EquatableList{TableColumn})"/> wrote.</summary>
    public static EquatableList<TableColumn> ReadColumns(string json) => Read(json, Shapes.Default.TableColumnArray).ToEquatableList();

    /// <summary>Reads what <see cref="Write(EquatableList{EquatableList{string}})"/> wrote.</summary>
    public static EquatableList<EquatableList<string>> ReadKeys(string json) =>
        Read(json, Shapes.Default.StringArrayArray).Select(k => k.ToEquatableList()).ToEquatableList();

    /// <summary>Reads what <see cref="Write(EquatableList{Ancestor})"/> wrote.</summary>
    public static EquatableList<Ancestor> ReadAncestors(string json) => Read(json, Shapes.Default.AncestorArray).ToEquatableList();

    /// <summary>Reads what <see cref="Write(EquatableList{RejectCount})"/> wrote.</summary>
    public static EquatableList<RejectCount> ReadRejected(string json) => Read(json, Shapes.Default.RejectCountArray).ToEquatableList();

    /// <summary>Reads what <see cref="Write(EquatableList{string})"/> wrote.</summary>
    public static EquatableList<string> ReadTexts(string json) => Read(json, Shapes.Default.StringArray).ToEquatableList();

    /// <summary>Reads <c>{"status": "published", "at": …, "run_id": …, "detail": null}</c>.</summary>
    public static Attempt ReadAttempt(string json)
    {
        var attempt = JsonSerializer.Deserialize(json, Shapes.Default.StoredAttempt) ?? throw new FormatException("an attempt is null");
        return new Attempt(AttemptWords.Parse(attempt.Status), attempt.At, attempt.RunId, attempt.Detail);
    }

    private static T[] Read<T>(string json, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T[]> shape) =>
        JsonSerializer.Deserialize(json, shape) ?? throw new FormatException("a list is null");

    internal sealed record StoredAttempt(string Status, DateTimeOffset At, Guid RunId, string? Detail);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
    [JsonSerializable(typeof(TableColumn[]))]
    [JsonSerializable(typeof(string[][]))]
    [JsonSerializable(typeof(string[]))]
    [JsonSerializable(typeof(Ancestor[]))]
    [JsonSerializable(typeof(RejectCount[]))]
    [JsonSerializable(typeof(StoredAttempt))]
    [JsonSerializable(typeof(CatalogFile[]))]
    [JsonSerializable(typeof(BoundType[]))]
    private sealed partial class Shapes : JsonSerializerContext;
}
