using System.Runtime.CompilerServices;
using Metrics.Semantic.Catalogs;

namespace Metrics.Api.Doors.GraphQL.Schemas;

/// <summary>
/// The schema of each catalog in force: one, or one for each standing that policies show another; built once, forgotten with its catalog.
/// </summary>
internal sealed class SchemaFeed(StateTypes state)
{
    private readonly Lock _building = new();
    private readonly ConditionalWeakTable<Catalog, CatalogSchema> _built = [];

    public CatalogSchema Of(Catalog catalog)
    {
        if (_built.TryGetValue(catalog, out var known))
            return known;
        // One at a time: whoever waits most likely waits for the same.
        lock (_building)
            return _built.GetValue(catalog, c => CatalogSchema.Build(c, state));
    }
}
