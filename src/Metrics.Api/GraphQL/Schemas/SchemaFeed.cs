using Metrics.Semantic.Catalogs;

namespace Metrics.Api.GraphQL.Schemas;

/// <summary>The schema of the catalog in force, built when the catalog is another than before.</summary>
internal sealed class SchemaFeed(StateTypes state)
{
    private readonly Lock _building = new();
    private volatile CatalogSchema? _latest;

    public CatalogSchema Of(Catalog catalog)
    {
        if (_latest is { } latest && ReferenceEquals(latest.Catalog, catalog))
            return latest;
        lock (_building)
        {
            if (_latest is not { } built || !ReferenceEquals(built.Catalog, catalog))
                _latest = built = CatalogSchema.Build(catalog, state);
            return built;
        }
    }
}
