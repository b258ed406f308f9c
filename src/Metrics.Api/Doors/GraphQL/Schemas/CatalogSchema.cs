using System.Runtime.CompilerServices;
using Metrics.Api.Doors.GraphQL.Asking;
using Metrics.Api.Doors.GraphQL.Data;
using Metrics.Api.Resources;
using Metrics.GraphQL.Types;
using Metrics.GraphQL.Types.Definitions;
using Metrics.Semantic.Catalogs;

namespace Metrics.Api.Doors.GraphQL.Schemas;

/// <summary>The GraphQL schema of one catalog, with everything that resolvers look up.</summary>
internal sealed class CatalogSchema
{
    private readonly HashSet<string> _savedFields;
    private readonly Lazy<string> _sdl;

    private CatalogSchema(Catalog catalog, MetricDimensions dimensions, DataFields data, SavedQueryTypes saved, Schema schema)
    {
        (Catalog, Dimensions, Data, Schema) = (catalog, dimensions, data, schema);
        Filters = new FilterReading(data.All.ToDictionary(f => f.Field));
        Saved = saved;
        _savedFields = saved.Fields.Select(f => f.Name).ToHashSet();
        _sdl = new Lazy<string>(schema.ToSdl);
    }

    public Catalog Catalog { get; }

    public MetricDimensions Dimensions { get; }

    public DataFields Data { get; }

    public FilterReading Filters { get; }

    public SavedQueryTypes Saved { get; }

    public Schema Schema { get; }

    /// <summary>The schema as text.</summary>
    public string Sdl => _sdl.Value;

    public static CatalogSchema Build(Catalog catalog, StateTypes state)
    {
        var dimensions = new MetricDimensions(catalog);
        var (data, saved, absent) = (DataFields.Of(catalog, dimensions), SavedQueryTypes.Build(catalog), new AbsentNames(catalog));
        IReadOnlyList<Absence> Absent(string field) =>
            data.Absent.TryGetValue(field, out var why) ? [new Absence(why)] : absent.OfData(field);
        Definition[] definitions =
        [
            new ObjectDefinition("Query")
            {
                Description = "What can be asked.",
                Fields = [.. CatalogTypes.Fields, .. state.Fields, DataTypes.Field, .. saved.Fields, QueryTypes.Field],
                Absent = absent.OfQueries,
            },
            .. Scalars.All, .. QuestionTypes.All, .. DataTypes.Build(data, Absent), .. FilterTypes.Build(data, Absent), .. saved.Rows,
            .. QueryTypes.All, .. CatalogTypes.All,
            .. StateTypes.All, .. LineageTypes.All, Connection.PageInfo,
            .. new[] { "Metric", "Dimension", "SavedQuery", "Run", "TableFreshness" }.SelectMany(Connection.Types),
        ];
        return new CatalogSchema(catalog, dimensions, data, saved, Schema.Build(definitions));
    }

    /// <summary>The field of a saved query; null when it has none.</summary>
    public string? FieldOf(SavedQueryItem saved) =>
        FieldNames.Camel(saved.Name) is var field && _savedFields.Contains(field) ? field : null;
}

/// <summary>
/// The schemas of the current catalogs: one, and one for each standing whose policies change the catalog. Each is built once and dropped
/// with its catalog.
/// </summary>
internal sealed class SchemaFeed(StateTypes state)
{
    private readonly Lock _building = new();
    private readonly ConditionalWeakTable<Catalog, CatalogSchema> _built = [];

    public CatalogSchema Of(Catalog catalog)
    {
        if (_built.TryGetValue(catalog, out var known))
            return known;
        // One at a time: concurrent callers most likely wait for the same schema.
        lock (_building)
            return _built.GetValue(catalog, c => CatalogSchema.Build(c, state));
    }
}

/// <summary>What the resolvers of one request share.</summary>
/// <param name="Schema">The schema of the session's catalog.</param>
/// <param name="Answers">The answers of the request, all of one instant.</param>
internal sealed record ServedRequest(CatalogSchema Schema, RequestAnswers Answers);
