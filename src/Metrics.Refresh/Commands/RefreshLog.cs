using Metrics.Domain.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Metrics.Refresh.Commands;

/// <summary>Configures the log of the refresh: one line of text or one JSON object per event.</summary>
internal static class RefreshLog
{
    /// <summary>The environment variable with the format, <c>json</c> or <c>text</c>; the option overrides it.</summary>
    public const string Variable = "METRICS_LOG_FORMAT";

    /// <summary>The formats that the option and the variable accept.</summary>
    public static readonly string[] Formats = ["text", "json"];

    /// <summary>What is wrong with the variable's value; null when nothing is.</summary>
    public static string? Problem(string? value) => string.IsNullOrEmpty(value) || Formats.Contains(value) ? null
        : $"{Variable} is '{value}'; it takes {string.Join(" or ", Formats)}";

    public static ILoggingBuilder AddRefreshLog(this ILoggingBuilder logging, bool isJson)
    {
        if (isJson)
        {
            logging.Services.AddSingleton<ConsoleFormatter, JsonLines>();
            return logging.AddConsole(o => o.FormatterName = JsonLines.Word);
        }

        return logging.AddSimpleConsole(o =>
        {
            (o.SingleLine, o.UseUtcTimestamp) = (true, true);
            if (!Console.IsOutputRedirected)
                return;
            (o.ColorBehavior, o.TimestampFormat) = (LoggerColorBehavior.Disabled, "yyyy-MM-ddTHH:mm:ssZ ");
        });
    }

    /// <summary>One JSON object per line: the message, and its parameters by name. No text appears twice.</summary>
    private sealed class JsonLines(TimeProvider? clock = null) : ConsoleFormatter(Word)
    {
        public const string Word = "metrics-json";

        public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter) =>
            textWriter.WriteLine(LogLine.Of(
                new LogHead(
                    (clock ?? TimeProvider.System).GetUtcNow(), logEntry.LogLevel.ToString(), logEntry.Category, logEntry.EventId.Id),
                logEntry.Formatter(logEntry.State, logEntry.Exception),
                logEntry.State as IReadOnlyList<KeyValuePair<string, object?>> ?? [],
                logEntry.Exception));
    }
}
