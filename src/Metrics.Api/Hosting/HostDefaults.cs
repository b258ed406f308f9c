using Metrics.Api.Limits;
using Metrics.Domain.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Metrics.Api.Hosting;

/// <summary>What the host does when nobody configured it otherwise.</summary>
internal static class HostDefaults
{
    // Read for five seconds at most, and never kept.
    private const long MostThrownAway = 64 * 1024 * 1024;
    private const string DefaultUrl = "http://127.0.0.1:8080";

    // The refresh knows the same variable.
    private const string LogFormat = "METRICS_LOG_FORMAT";

    public static void UseHostDefaults(this WebApplicationBuilder builder, LimitSettings limits)
    {
        string[] keys = ["urls", "http_ports", "https_ports"];
        if (keys.All(k => string.IsNullOrEmpty(builder.Configuration[k]))
            && !builder.Configuration.GetSection("Kestrel:Endpoints").Exists())
            builder.WebHost.UseUrls(DefaultUrl);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // Our own readers refuse what is beyond RequestBytes. The server may read on, to throw it away: a client that still writes when
            // its connection is ended never sees why.
            kestrel.Limits.MaxRequestBodySize = Math.Max(limits.RequestBytes, MostThrownAway);
        });

        builder.Logging.ClearProviders();
        // Lines for people, unless whoever collects them asks for objects, as the container images do.
        var isJson = IsJson(builder.Configuration);
        if (isJson)
            builder.Logging.AddConsole().Services.AddSingleton<ConsoleFormatter, JsonLines>();
        else
            builder.Logging.AddSimpleConsole(UseLines);
        var inner = isJson ? JsonLines.Word : ConsoleFormatterNames.Simple;
        builder.Services
            .AddSingleton<ConsoleFormatter>(s => new KeylessFormatter(inner, s.GetServices<ConsoleFormatter>))
            .PostConfigure<ConsoleLoggerOptions>(o => o.FormatterName = KeylessFormatter.Word);
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        // Says nothing above debug level, yet makes an activity and a scope for each request as long as it might.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        // Its last word about an exception is ours: UnhandledErrors logs each once.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Diagnostics.ExceptionHandlerMiddleware", LogLevel.None);
    }

    /// <summary>Says on standard error why there is nothing to start, or to go on with.</summary>
    public static void Complain(IConfiguration configuration, string? error) => Console.Error.WriteLine(
        IsJson(configuration)
            ? LogLine.Of(new LogHead(TimeProvider.System.GetUtcNow(), nameof(LogLevel.Error), "Metrics.Api"), $"{error}", [])
            : $"error: {error}");

    /// <summary>What is wrong with the variable that says how the log is written; null when nothing is.</summary>
    public static string? LogFormatProblem(IConfiguration configuration) => configuration[LogFormat] is { Length: > 0 } value
        && value is not ("text" or "json") ? $"{LogFormat} is '{value}'; it takes text or json" : null;

    private static bool IsJson(IConfiguration configuration) => configuration[LogFormat] == "json";

    private static void UseLines(SimpleConsoleFormatterOptions options)
    {
        (options.SingleLine, options.UseUtcTimestamp) = (true, true);
        if (Console.IsOutputRedirected)
            (options.ColorBehavior, options.TimestampFormat) = (LoggerColorBehavior.Disabled, "yyyy-MM-ddTHH:mm:ssZ ");
    }

    /// <summary>The log as the refresh writes its own.</summary>
    private sealed class JsonLines(TimeProvider clock) : ConsoleFormatter(Word)
    {
        public const string Word = "metrics-json";

        public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter) =>
            textWriter.WriteLine(LogLine.Of(
                new LogHead(clock.GetUtcNow(), logEntry.LogLevel.ToString(), logEntry.Category, logEntry.EventId.Id),
                logEntry.Formatter(logEntry.State, logEntry.Exception),
                logEntry.State as IReadOnlyList<KeyValuePair<string, object?>> ?? [],
                logEntry.Exception));
    }
}
