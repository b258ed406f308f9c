using Metrics.Semantic.Binding;
using Metrics.Semantic.Catalogs;
using Metrics.Testing;

namespace Metrics.Semantic.Tests.Catalogs;

public sealed class ShippedCatalogTests
{
    private static readonly CatalogDraft _draft = CatalogLoader.Load(CatalogFolder.Read(Path.Combine(Repository.Root, "warehouse")));

    [Fact]
    public void It_loads_without_a_word() => Assert.Equal([], _draft.Diagnostics.Lines());
}
