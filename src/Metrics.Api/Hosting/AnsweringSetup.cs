using Metrics.Answering;
using Metrics.Answering.Admission;
using Metrics.Answering.Asking;
using Metrics.Answering.Caching;
using Metrics.Answering.Catalogs;
using Metrics.Answering.Publications;
using Metrics.Api.Bodies;
using Metrics.Api.Configuration;
using Metrics.Api.Limits;
using Metrics.Domain.Diagnostics;
using Metrics.Engines.Postgres;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Policies;
using Npgsql;

namespace Metrics.Api.Hosting;

/// <summary>Registers what answers questions: pointers, catalog, engine, caches, and the layer over them.</summary>
internal static class AnsweringSetup
{
    /// <summary>Shares results between processes through Redis, if it is configured.</summary>
    public static IServiceCollection AddSharedResults(this IServiceCollection services, RedisSettings? redis) =>
        redis is null ? services : services.AddSingleton(s => new RedisResults(redis, s.GetRequiredService<TimeProvider>()));

    public static IServiceCollection AddAnswering(
        this IServiceCollection services, WarehouseSettings warehouse, LaunchOptions launch, AnswerSettings settings) => services
        .AddSingleton(settings)
        .AddSingleton(_ => warehouse.Open())
        .AddSingleton<PublicationReader>()
        .AddSingleton<RunReader>()
        .AddSingleton<OriginReader>()
        .AddSingleton(s => launch.ProjectFolder is { } folder
            ? CatalogFeed.OfFolder(
                warehouse.ConnectionString, s.GetRequiredService<NpgsqlDataSource>(), folder, s.GetRequiredService<TimeProvider>())
            : CatalogFeed.OfPublished(warehouse.ConnectionString, s.GetRequiredService<TimeProvider>()))
        .AddSingleton(s => s.GetRequiredService<CatalogFeed>().Publications)
        .AddSingleton<Lanes>()
        .AddSingleton(s => AdmittedEngine.OverPostgres(
            new PostgresSettings { ConnectionString = warehouse.ConnectionString },
            s.GetRequiredService<Lanes>(),
            s.GetRequiredService<TimeProvider>(),
            s.GetRequiredService<EngineLog>().Write))
        .AddSingleton<EngineLog>()
        .AddSingleton(s => new ResultCache(settings.CacheBytes, s.GetRequiredService<TimeProvider>(), s.GetService<RedisResults>()))
        .AddSingleton(s => new SemanticLayer(
            s.GetRequiredService<PublicationFeed>(), s.GetRequiredService<AdmittedEngine>(), s.GetRequiredService<ResultCache>(),
            s.GetRequiredService<TimeProvider>()))
        .AddSingleton(_ => new BoundedCache<Body>(settings.BodyBytes))
        .AddSingleton(s => new ReadyAnswers(
            s.GetRequiredService<PublicationFeed>(), s.GetRequiredService<TimeProvider>(), settings.BodyBytes))
        .AddSingleton<KnownQuestions>()
        .AddSingleton<ReadyRoutes>()
        .AddSingleton<Ask>()
        .AddSingleton<Representing>()
        .AddSingleton<CatalogFollowing>()
        .AddHostedService(s => s.GetRequiredService<CatalogFollowing>());
}

/// <summary>
/// Logs the warehouse's own message when it refuses a statement. Callers get our wording, since the original may name what is hidden from
/// them.
/// </summary>
internal sealed partial class EngineLog(ILogger<EngineLog> logger)
{
    public void Write(Diagnostic problem) => LogFailed(problem.Code, ForLog.Of(problem));

    [LoggerMessage(1, LogLevel.Warning, "{Code}: {Problem}")]
    private partial void LogFailed(DiagnosticCode code, string problem);
}
