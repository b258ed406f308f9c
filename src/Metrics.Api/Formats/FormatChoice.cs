using System.Globalization;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Requests;

namespace Metrics.Api.Formats;

/// <summary>Chooses the format: <c>format=</c> if given, else the one that <c>Accept</c> prefers; JSON when it prefers none.</summary>
internal static class FormatChoice
{
    private static readonly string[] Words = ["json", "csv", "ndjson", "xlsx"];

    // The media types of the formats; the first wins among equals.
    private static readonly (BodyFormat Format, string Type, string Family)[] Types =
    [
        (BodyFormat.Json, "application/json", "application/*"),
        (BodyFormat.Csv, "text/csv", "text/*"),
        (BodyFormat.Ndjson, "application/x-ndjson", ""),
        (BodyFormat.Ndjson, "application/jsonl", ""),
        (BodyFormat.Xlsx, XlsxBody.ContentType, ""),
    ];

    /// <summary>The form of an answer; JSON when no supported format was asked for, which <see cref="Misfit"/> reports.</summary>
    public static BodyForm FormOf(RequestedQuery requested, string? accept) =>
        new(Of(requested, accept) ?? BodyFormat.Json, requested.Layout, requested.Numbers);

    /// <summary>Why an answer cannot be written as it was asked for; null when it can.</summary>
    public static Diagnostic? Misfit(RequestedQuery requested, string? accept) =>
        Of(requested, accept) is not null ? null
            : requested.Format is { Length: > 0 } unknown ? UnknownWord(unknown)
            : Unacceptable();

    public static BodyFormat? ByWord(string word) => word switch
    {
        "json" => BodyFormat.Json,
        "csv" => BodyFormat.Csv,
        "ndjson" => BodyFormat.Ndjson,
        "xlsx" => BodyFormat.Xlsx,
        _ => null,
    };

    private static BodyFormat? Of(RequestedQuery requested, string? accept) =>
        requested.Format is { Length: > 0 } word ? ByWord(word) : ByAccept(accept);

    public static Diagnostic UnknownWord(string word) => new(
        DiagnosticCode.MalformedRequest,
        $"format: '{(word.Length <= 60 ? word : "a long text")}' is not one of {string.Join(", ", Words)}",
        Candidates: NearestNames.To(word, Words));

    /// <summary>The format that <c>Accept</c> prefers; null when it names none that is supported.</summary>
    public static BodyFormat? ByAccept(string? accept)
    {
        if (string.IsNullOrWhiteSpace(accept))
            return BodyFormat.Json;
        var (best, weight) = ((BodyFormat?)null, 0.0);
        foreach (var (format, type, family) in Types)
        {
            // When all formats match only by */*, JSON wins, because it comes first.
            var found = Weight(accept, type, family);
            if (found > weight)
                (best, weight) = (format, found);
        }

        return best;
    }

    public static Diagnostic Unacceptable() => new(
        DiagnosticCode.NotAcceptable, $"answers are {string.Join(", ", Types.Select(t => t.Type))}, and Accept names none of them",
        Hint: "name one of them in Accept, or set format=");

    // The most specific matching range decides (RFC 9110).
    private static double Weight(string accept, string type, string family)
    {
        var (weight, best) = (0.0, 0);
        foreach (var range in accept.Split(','))
        {
            var parts = range.Split(';');
            var name = parts[0].Trim();
            var rank = name.Equals(type, StringComparison.OrdinalIgnoreCase) ? 3
                : name.Equals(family, StringComparison.OrdinalIgnoreCase) ? 2
                : name == "*/*" ? 1
                : 0;
            if (rank > best)
                (weight, best) = (Quality(parts), rank);
        }

        return weight;
    }

    private static double Quality(string[] parts)
    {
        var q = parts.Skip(1).Select(p => p.Trim()).FirstOrDefault(p => p.StartsWith("q=", StringComparison.OrdinalIgnoreCase));
        return q is not null && double.TryParse(q.AsSpan(2), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            ? value
            : 1;
    }
}

/// <summary>The format of an answer.</summary>
internal enum BodyFormat
{
    Json,
    Csv,
    Ndjson,
    Xlsx,
}

/// <summary>How one answer is written: the format, and for JSON the layout of rows and the form of numbers.</summary>
internal readonly record struct BodyForm(BodyFormat Format, RowLayout Layout, NumberForm Numbers)
{
    public string ContentType => Format switch
    {
        BodyFormat.Csv => "text/csv; charset=utf-8; header=present",
        BodyFormat.Ndjson => "application/x-ndjson; charset=utf-8",
        BodyFormat.Xlsx => XlsxBody.ContentType,
        _ => "application/json; charset=utf-8",
    };
}
