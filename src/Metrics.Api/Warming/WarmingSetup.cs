using Metrics.Answering.Catalogs;
using Metrics.Answering.Publications;
using Metrics.Api.Hosting;
using Metrics.Semantic.Catalogs;

namespace Metrics.Api.Warming;

/// <summary>Puts together what is computed ahead of a publication.</summary>
internal static class WarmingSetup
{
    public static IServiceCollection AddWarming(this IServiceCollection services, WarehouseSettings warehouse, WarmSettings settings) =>
        services
        .AddSingleton(settings)
        .AddSingleton<AskedQuestions>()
        .AddSingleton(s => new CandidateFeed(
            warehouse.ConnectionString, s.GetRequiredService<CatalogFeed>().Origin, s.GetRequiredService<TimeProvider>()))
        .AddHostedService<CacheWarming>();
}
