using System.Text.Json;
using System.Text.Json.Serialization;
using Metrics.Domain;
using Metrics.Domain.Refreshing;
using Metrics.Semantic.Binding;
using Metrics.Semantic.Catalogs;

namespace Metrics.Answering.Publications;

/// <summary>The JSON columns of <c>ops</c>, as the refresh writes them and all services read them.</summary>
public static partial class StoredJson
{
    // Shown to callers who may not see a text that was recorded without a public part.
    private const string Unsaid = "the details are for administrators";

    /// <summary><c>[{"name": "amount", "type": "numeric(12,2)"}]</c></summary>
    public static string Write(EquatableList<TableColumn> columns) =>
        JsonSerializer.Serialize(columns.ToArray(), Shapes.Default.TableColumnArray);

    /// <summary><c>[["id"], ["store_id", "day"]]</c></summary>
    public static string Write(EquatableList<EquatableList<string>> keys) =>
        JsonSerializer.Serialize(keys.Select(k => k.ToArray()).ToArray(), Shapes.Default.StringArrayArray);

    /// <summary><c>[{"model": "storefront__stores", "version": 7}]</c>, sorted.</summary>
    public static string Write(EquatableList<Ancestor> ancestors) => JsonSerializer.Serialize(
        ancestors.OrderBy(a => a.Model, StringComparer.Ordinal).ThenBy(a => a.Version).ToArray(), Shapes.Default.AncestorArray);

    /// <summary><c>[{"table": "storefront__transactions", "rejected": 3, "rows": 10000}]</c></summary>
    public static string Write(EquatableList<RejectCount> rejected) =>
        JsonSerializer.Serialize(rejected.ToArray(), Shapes.Default.RejectCountArray);

    /// <summary>A list of sentences, such as a run's warnings.</summary>
    public static string Write(EquatableList<string> texts) => JsonSerializer.Serialize(texts.ToArray(), Shapes.Default.StringArray);

    /// <summary>A catalog's files; the one without a pack has the settings.</summary>
    public static string Write(EquatableList<CatalogFile> files) =>
        JsonSerializer.Serialize(files.Select(f => f with { Newer = null }).ToArray(), Shapes.Default.CatalogFileArray);

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

    /// <summary><c>{"public": "'gold_sales': 2 data tests fail", "detail": "…", "tables": ["gold_sales"], "connected": […], "sealed":
    /// false}</c></summary>
    public static string Write(DataText text) => JsonSerializer.Serialize(StoredText.Of(text), Shapes.Default.StoredText);

    /// <summary>A list of such texts.</summary>
    public static string Write(EquatableList<DataText> texts) =>
        JsonSerializer.Serialize(texts.Select(StoredText.Of).ToArray(), Shapes.Default.StoredTextArray);

    /// <summary>Reads a text; one without a public part, such as from before texts had two parts, is for administrators only.</summary>
    /// <param name="said">What <see cref="Write(DataText)"/> wrote.</param>
    /// <param name="plain">The text as operators see it.</param>
    public static DataText? ReadText(string? said, string? plain) =>
        Text(said is null ? null : JsonSerializer.Deserialize(said, Shapes.Default.StoredText), plain);

    /// <summary>
    /// What a data test is called and what it found: <c>{"model": …, "test": …, "detail": …}</c>, each as <see cref="Write(DataText)"/>
    /// writes it.
    /// </summary>
    public static string WriteTest(DataText model, DataText test, DataText? detail) => JsonSerializer.Serialize(
        new StoredTest(StoredText.Of(model), StoredText.Of(test), detail is null ? null : StoredText.Of(detail)),
            Shapes.Default.StoredTest);

    /// <summary>Reads what <see cref="WriteTest"/> wrote; without it all three are for administrators only.</summary>
    public static (DataText Model, DataText Test, DataText? Detail) ReadTest(string? said, string model, string test, string? detail) =>
        said is not null && JsonSerializer.Deserialize(said, Shapes.Default.StoredTest) is { } stored
            ? (stored.Model.ToText(), stored.Test.ToText(), stored.Detail?.ToText())
            : (DataText.Sealed("a table", model), DataText.Sealed("a test", test), Text(null, detail));

    /// <summary>Reads a list of texts; without public parts they are for administrators only.</summary>
    public static EquatableList<DataText> ReadTexts(string? said, IEnumerable<string> plain) => said is null
        ? plain.Select(p => DataText.Sealed(Unsaid, p)).ToEquatableList()
        : Read(said, Shapes.Default.StoredTextArray).Select(t => t.ToText()).ToEquatableList();

    /// <summary>Reads <c>{"status": "published", "at": …, "run_id": …, "detail": null, "warned": 0}</c>.</summary>
    public static Attempt ReadAttempt(string json)
    {
        var attempt = JsonSerializer.Deserialize(json, Shapes.Default.StoredAttempt) ?? throw new FormatException("an attempt is null");
        return new Attempt(AttemptWords.Parse(attempt.Status), attempt.At, attempt.RunId, Text(attempt.Said, attempt.Detail))
        {
            WarnedTests = attempt.Warned,
        };
    }

    private static DataText? Text(StoredText? said, string? plain) =>
        said is not null ? said.ToText() : plain is null ? null : DataText.Sealed(Unsaid, plain);

    private static T[] Read<T>(string json, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T[]> shape) =>
        JsonSerializer.Deserialize(json, shape) ?? throw new FormatException("a list is null");

    internal sealed record StoredAttempt(
        string Status, DateTimeOffset At, Guid RunId, string? Detail, StoredText? Said = null, int Warned = 0);

    internal sealed record StoredTest(StoredText Model, StoredText Test, StoredText? Detail);

    internal sealed record StoredText(string Public, string? Detail, string[] Tables, string[] Connected, bool Sealed)
    {
        public static StoredText Of(DataText text) => new(text.Public, text.Detail, [.. text.Tables], [.. text.Connected], text.IsSealed);

        public DataText ToText() => Detail is null ? DataText.Open(Public)
            : DataText.About(Public, Detail, Tables.ToEquatableList(), Connected.ToEquatableList(), Sealed);
    }

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
    [JsonSerializable(typeof(TableColumn[]))]
    [JsonSerializable(typeof(string[][]))]
    [JsonSerializable(typeof(string[]))]
    [JsonSerializable(typeof(Ancestor[]))]
    [JsonSerializable(typeof(RejectCount[]))]
    [JsonSerializable(typeof(StoredAttempt))]
    [JsonSerializable(typeof(CatalogFile[]))]
    [JsonSerializable(typeof(BoundType[]))]
    [JsonSerializable(typeof(StoredText))]
    [JsonSerializable(typeof(StoredText[]))]
    [JsonSerializable(typeof(StoredTest))]
    private sealed partial class Shapes : JsonSerializerContext;
}
