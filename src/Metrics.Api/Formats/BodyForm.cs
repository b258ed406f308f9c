using Metrics.Semantic.Requests;

namespace Metrics.Api.Formats;

/// <summary>What an answer is written as.</summary>
internal enum BodyFormat
{
    Json,
    Csv,
}

/// <summary>How one answer is to look: format, and for JSON how rows and numbers are written.</summary>
internal readonly record struct BodyForm(BodyFormat Format, RowLayout Layout, NumberForm Numbers)
{
    public string ContentType => Format == BodyFormat.Csv ? "text/csv; charset=utf-8; header=present" : "application/json; charset=utf-8";
}
