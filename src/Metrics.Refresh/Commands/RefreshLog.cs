using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
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

        // What every object has, and what says nothing beside the message.
        private static readonly HashSet<string> Taken =
            ["time", "level", "category", "event", "message", "exception", "{OriginalFormat}"];

        private static readonly JsonWriterOptions Written = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

        public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
        {
            var buffer = new ArrayBufferWriter<byte>();
            using (var json = new Utf8JsonWriter(buffer, Written))
            {
                json.WriteStartObject();
                json.WriteString("time", (clock ?? TimeProvider.System).GetUtcNow().UtcDateTime);
                json.WriteString("level", logEntry.LogLevel.ToString());
                json.WriteString("category", logEntry.Category);
                json.WriteNumber("event", logEntry.EventId.Id);
                var message = logEntry.Formatter(logEntry.State, logEntry.Exception);
                json.WriteString("message", message);
                if (logEntry.State is IReadOnlyList<KeyValuePair<string, object?>> parts)
                    WriteParts(json, parts, message);
                if (logEntry.Exception is { } exception)
                    json.WriteString("exception", exception.ToString());
                json.WriteEndObject();
            }

            textWriter.WriteLine(Encoding.UTF8.GetString(buffer.WrittenSpan));
        }

        // A part that is the whole message is said already.
        private static void WriteParts(Utf8JsonWriter json, IReadOnlyList<KeyValuePair<string, object?>> parts, string message)
        {
            foreach (var (name, value) in parts.Where(p => !Taken.Contains(p.Key) && p.Value?.ToString() != message).DistinctBy(p => p.Key))
            {
                switch (value)
                {
                    case null:
                        json.WriteNull(name);
                        break;
                    case int or long:
                        json.WriteNumber(name, Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture));
                        break;
                    case double number when double.IsFinite(number):
                        json.WriteNumber(name, number);
                        break;
                    default:
                        json.WriteString(name, value.ToString());
                        break;
                }
            }
        }
    }
}
