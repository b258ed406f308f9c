using Metrics.Answering.Publications;
using Metrics.Domain.Results;
using Metrics.Engines.Postgres;
using Metrics.Semantic.Binding;
using Metrics.Semantic.Catalogs;
using Metrics.Testing;
using Npgsql;

namespace Metrics.Refresh.Tests.Catalogs;

public sealed class StorefrontCatalogTests : IDisposable
{
    private readonly RefreshBed _bed = new();
    private readonly string _data = Directory.CreateTempSubdirectory("metrics-storefront-").FullName;

    public StorefrontCatalogTests()
    {
        ProjectFolder.CopyWarehouse(_bed.Project);
        _bed.Project.Environment["STOREFRONT_DATA"] = _data;
    }

    [Fact]
    public async Task The_shipped_catalog_is_published_with_the_first_refresh_and_binds_without_a_word()
    {
        PackSample.Write("storefront", _data, "--transactions", "500", "--seed", "3");
        var report = await _bed.SucceedAsync();
        Assert.DoesNotContain(report.Warnings, w => w.StartsWith("catalog:", StringComparison.Ordinal));

        await using var data = NpgsqlDataSource.Create(_bed.ConnectionString);
        var snapshot = (await new PublicationReader(data, TimeProvider.System).ReadAsync(default)).Value!;
        await using var connection = await data.OpenConnectionAsync();
        var published = await PublishedCatalog.ReadAsync(connection, default);
        var tables = snapshot.Tables.Select(BindableTable.Of).ToList();
        var stored = CatalogBinding.Bind(CatalogLoader.Load(published.Source), tables, published.Types, PostgresTypes.Map).Catalog;
        Assert.Empty(stored.Diagnostics);

        var transactions = stored.Models["transactions"];
        Assert.Equal(DataType.Decimal with { Precision = 12, Scale = 2 }, transactions.Measures.Single(m => m.Name == "amount").DataType);
        Assert.Equal(DataType.LocalTime, transactions.Dimensions.Single(d => d.Name == "happened_at").DataType);
        Assert.True(transactions.IsUniqueBy("transaction"));
        Assert.True(stored.Models["stores"].IsUniqueBy("store"));
        Assert.Equal("time_spine_day", Assert.Single(stored.TimeSpines).Table);
        Assert.Contains("time_to_fifth_transaction_by_customer_all_statuses_by_created_at", stored.SavedQueries.Keys);

        // Describing anew gives what was stored.
        var described = await CatalogBinding.DescribeAsync(CatalogLoader.Load(published.Source), tables, new PostgresStore(data), default);
        Assert.Equal(published.Types, described.Types);
        Assert.Equal(stored.Version, described.Catalog.Version);
    }

    public void Dispose()
    {
        _bed.Dispose();
        Directory.Delete(_data, recursive: true);
    }
}
