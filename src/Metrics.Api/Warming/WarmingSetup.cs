using Metrics.Answering;
using Metrics.Answering.Asking;
using Metrics.Answering.Catalogs;
using Metrics.Answering.Publications;
using Metrics.Api.Configuration;

namespace Metrics.Api.Warming;

/// <summary>Puts together what is computed ahead of a publication.</summary>
internal static class WarmingSetup
{
    public static IServiceCollection AddWarming(this IServiceCollection services, WarehouseSettings warehouse, WarmSettings settings) =>
        services
        .AddSingleton(settings)
        .AddSingleton(s => new AskedQuestions(
            s.GetRequiredService<SemanticLayer>(), s.GetRequiredService<TimeProvider>(), isCounting: settings.Questions > 0))
        .AddSingleton(s => new CandidateFeed(
            warehouse.ConnectionString, s.GetRequiredService<CatalogFeed>().Origin, s.GetRequiredService<TimeProvider>()))
        .AddHostedService<CacheWarming>();
}
