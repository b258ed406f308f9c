using Metrics.Semantic.Requests;

namespace Metrics.Api.Formats;

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
