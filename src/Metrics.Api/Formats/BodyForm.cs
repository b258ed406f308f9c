using Metrics.Semantic.Requests;

namespace Metrics.Api.Formats;

/// <summary>What an answer is written as.</summary>
internal enum BodyFormat
{
    Json,
    Csv,
    Ndjson,
    Xlsx,
}

/// <summary>How one answer is to look: format, and for JSON how rows and numbers are written.</summary>
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
