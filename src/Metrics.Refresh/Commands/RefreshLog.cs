using Metrics.Domain.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Metrics.Refresh.Commands;

/// <summary>How the refresh writes its log: a line of text an event, or a JSON object.</summary>
internal static class RefreshLog
{
    /// <summary>The variable that says <c>json</c> or <c>text</c>, where no option does.</summary>
    public const string Variable = "METRICS_LOG_FORMAT";

    /// <summary>What both of them take.</summary>
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

    /// <summary>One object a line, in which every text stands once: the message, and its parts by name.</summary>
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
