using System.Buffers;
using System.Diagnostics;
using Metrics.Domain;
using Metrics.Domain.Results;

namespace Metrics.Api.Formats;

/// <summary>Writes the formats that need not know all rows before the first: a beginning, then rows as they come.</summary>
internal static class StreamedBody
{
    /// <summary>True when answers of this format may be larger than memory.</summary>
    public static bool Allows(BodyFormat format) => format == BodyFormat.Csv;

    public static void Begin(BodyFormat format, ArrayBufferWriter<byte> buffer, EquatableList<ResultColumn> columns)
    {
        if (format != BodyFormat.Csv)
            throw new UnreachableException();
        CsvBody.WriteHeader(buffer, columns);
    }

    public static void Append(BodyFormat format, ArrayBufferWriter<byte> buffer, ResultTable rows)
    {
        if (format != BodyFormat.Csv)
            throw new UnreachableException();
        for (var row = 0; row < rows.RowCount; row++)
            CsvBody.WriteRow(buffer, rows, row);
    }
}
