using Metrics.Api.Limits;
using Metrics.Domain.Access;
using Metrics.Domain.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Metrics.Api.Hosting;

/// <summary>The host's behaviour when it is not configured otherwise.</summary>
internal static class HostDefaults
{
    // The server reads and discards this much at most, for five seconds at most, and keeps none of it.
    private const long MostThrownAway = 64 * 1024 * 1024;
    private const string DefaultUrl = "http://127.0.0.1:8080";

    // The refresh uses the same variable.
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
            // Our own readers refuse a body above RequestBytes. The server may read on and discard the rest: a client that is still writing
            // when its connection closes never sees why.
            kestrel.Limits.MaxRequestBodySize = Math.Max(limits.RequestBytes, MostThrownAway);
        });

        builder.Logging.ClearProviders();
        // Plain lines, unless JSON objects are asked for, as the container images do.
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
        // It logs nothing above debug level, but while enabled creates an activity and a scope for each request.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        // UnhandledErrors logs each exception once, so the middleware need not.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Diagnostics.ExceptionHandlerMiddleware", LogLevel.None);
    }

    /// <summary>Writes to standard error why the process cannot start, or cannot go on.</summary>
    public static void Complain(IConfiguration configuration, string? error) => Console.Error.WriteLine(
        IsJson(configuration)
            ? LogLine.Of(new LogHead(TimeProvider.System.GetUtcNow(), nameof(LogLevel.Error), "Metrics.Api"), $"{error}", [])
            : $"error: {error}");

    /// <summary>What is wrong with the variable for the log's format; null when nothing is.</summary>
    public static string? LogFormatProblem(IConfiguration configuration) => configuration[LogFormat] is { Length: > 0 } value
        && value is not ("text" or "json") ? $"{LogFormat} is '{value}'; it takes text or json" : null;

    private static bool IsJson(IConfiguration configuration) => configuration[LogFormat] == "json";

    private static void UseLines(SimpleConsoleFormatterOptions options)
    {
        (options.SingleLine, options.UseUtcTimestamp) = (true, true);
        if (Console.IsOutputRedirected)
            (options.ColorBehavior, options.TimestampFormat) = (LoggerColorBehavior.Disabled, "yyyy-MM-ddTHH:mm:ssZ ");
    }

    /// <summary>JSON log lines in the same format as the refresh's.</summary>
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

/// <summary>
/// Writes log lines through another formatter and removes API keys from them, whichever component logged them. Drops the host's own report,
/// with its stack, of a failure that the process reports in one line before it ends.
/// </summary>
/// <param name="inner">The name of the formatter that writes the lines.</param>
/// <param name="all">All registered formatters; resolved when the first line is written.</param>
internal sealed class KeylessFormatter(string inner, Func<IEnumerable<ConsoleFormatter>> all) : ConsoleFormatter(Word)
{
    public const string Word = "keyless";

    private readonly Lazy<ConsoleFormatter> _inner = new(() => all().First(f => f.Name == inner));

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        if (ListenFailure.IsToldLater(logEntry.Category, logEntry.Exception))
            return;
        using var line = new StringWriter();
        _inner.Value.Write(in logEntry, scopeProvider, line);
        textWriter.Write(KeyTraces.Remove(line.ToString()));
    }
}
