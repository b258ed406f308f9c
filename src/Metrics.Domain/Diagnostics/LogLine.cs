using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Metrics.Domain.Diagnostics;

/// <summary>
/// Log events as JSON, one object a line, in which no text appears twice. All programs of this project write their logs so where JSON is
/// asked for, and messages before there is a log.
/// </summary>
public static class LogLine
{
    // Fields of every object, and the message's template, which adds nothing to the message.
    private static readonly HashSet<string> Taken = ["time", "level", "category", "event", "message", "exception", "{OriginalFormat}"];

    private static readonly JsonWriterOptions Written = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A log event.</summary>
    /// <param name="head">Time, level, category and number.</param>
    /// <param name="message">The message.</param>
    /// <param name="parts">The values in the message, by name.</param>
    /// <param name="exception">What was thrown; null when nothing was.</param>
    public static string Of(
        LogHead head, string message, IEnumerable<KeyValuePair<string, object?>> parts, Exception? exception = null)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Written))
        {
            json.WriteStartObject();
            json.WriteString("time", head.At.UtcDateTime);
            json.WriteString("level", head.Level);
            json.WriteString("category", head.Category);
            json.WriteNumber("event", head.Event);
            json.WriteString("message", message);
            // A part that equals the message would repeat it.
            foreach (var (name, value) in parts.Where(p => !Taken.Contains(p.Key) && p.Value?.ToString() != message).DistinctBy(p => p.Key))
                Write(json, name, value);
            if (exception is not null)
                json.WriteString("exception", exception.ToString());
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>A problem, with its place and hint in separate fields.</summary>
    public static string Of(Diagnostic problem, DateTimeOffset at, string category)
    {
        var place = problem.Location;
        var isPlaced = place is { Line: > 0 };
        KeyValuePair<string, object?>[] parts =
        [
            new("code", problem.Code.Id), new("file", place?.File), new("line", isPlaced ? place?.Line : null),
            new("column", isPlaced ? place?.Column : null), new("hint", problem.Hint),
            new("candidates", problem.Candidates.Count == 0 ? null : string.Join(", ", problem.Candidates)),
        ];
        return Of(new LogHead(at, problem.Severity.ToString(), category), problem.Message, parts.Where(p => p.Value is not null));
    }

    private static void Write(Utf8JsonWriter json, string name, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNull(name);
                break;
            case int or long:
                json.WriteNumber(name, Convert.ToInt64(value, CultureInfo.InvariantCulture));
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

/// <summary>What precedes the message of an event.</summary>
/// <param name="At">When it happened.</param>
/// <param name="Level">Its severity: <c>Information</c>, <c>Warning</c>, <c>Error</c>.</param>
/// <param name="Category">What it is about.</param>
/// <param name="Event">Its number in that category; 0 for none.</param>
public sealed record LogHead(DateTimeOffset At, string Level, string Category, int Event = 0);
