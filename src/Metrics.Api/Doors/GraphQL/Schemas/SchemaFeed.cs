using System.Runtime.CompilerServices;
using Metrics.Semantic.Catalogs;

namespace Metrics.Api.Doors.GraphQL.Schemas;

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
