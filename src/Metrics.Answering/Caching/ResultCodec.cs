using System.Buffers;
using System.Collections;
using System.Security.Cryptography;
using Metrics.Domain;
using Metrics.Domain.Results;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Answering.Caching;

/// <summary>A result as bytes, for other processes of this release: a hash of the rest, then columns, then values by column.</summary>
internal static class ResultCodec
{
    /// <summary>To be raised with every change of the format; part of the key, so that releases do not read each other's results.</summary>
    public const int Form = 2;

    private const int HashLength = 16;

    private enum Kind : byte
    {
        Texts,
        Integers,
        Doubles,
        Dates,
        Moments,
    }

    public static byte[] Write(ResultTable table)
    {
        var body = new ByteWriter();
        body.Number(table.Columns.Count);
        foreach (var column in table.Columns)
        {
            body.Text(column.Name);
            body.Byte((byte)column.Type);
            body.Byte((byte)column.Role);
            body.Text(column.Unit);
            body.Text(column.Format);
            body.Text(column.Label);
            body.Byte(column.IsQuotient ? (byte)1 : (byte)0);
        }

        body.Number(table.RowCount);
        body.Byte(table.HasMore ? (byte)1 : (byte)0);
        body.Number(table.Warnings.Count);
        foreach (var warning in table.Warnings)
            body.Text(warning);
        foreach (var values in table.Values)
            Write(body, values, table.RowCount);
        var bytes = new byte[HashLength + body.Written.Length];
        body.Written.CopyTo(bytes.AsSpan(HashLength));
        Hash(body.Written, bytes);
        return bytes;
    }

    /// <summary>The result; null when the bytes are incomplete or damaged.</summary>
    public static ResultTable? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HashLength)
            return null;
        Span<byte> hash = stackalloc byte[HashLength];
        Hash(bytes[HashLength..], hash);
        if (!hash.SequenceEqual(bytes[..HashLength]))
            return null;
        var body = new ByteReader(bytes[HashLength..]);
        var columns = new ResultColumn[body.Number()];
        for (var i = 0; i < columns.Length; i++)
        {
            columns[i] = new ResultColumn(
                body.Text()!, (ValueType)body.Byte(), (ColumnRole)body.Byte(), body.Text(), body.Text(), body.Text())
            {
                IsQuotient = body.Byte() != 0,
            };
        }

        var (rows, more) = (body.Number(), body.Byte() != 0);
        var warnings = new string[body.Number()];
        for (var i = 0; i < warnings.Length; i++)
            warnings[i] = body.Text()!;
        var values = new ColumnValues[columns.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = ReadValues(ref body, rows);
        return new ResultTable(columns.ToEquatableList(), values.ToEquatableList(), rows, more, warnings.ToEquatableList());
    }

    private static void Hash(ReadOnlySpan<byte> body, Span<byte> into)
    {
        Span<byte> whole = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body, whole);
        whole[..HashLength].CopyTo(into);
    }

    private static void Write(ByteWriter body, ColumnValues values, int rows)
    {
        switch (values)
        {
            case ColumnValues.Texts texts:
                Begin(body, Kind.Texts, values, rows);
                WriteTexts(body, texts, rows);
                break;
            case ColumnValues.Integers integers:
                Begin(body, Kind.Integers, values, rows);
                body.Raw(integers.Items[..rows]);
                break;
            case ColumnValues.Doubles doubles:
                Begin(body, Kind.Doubles, values, rows);
                body.Raw(doubles.Items[..rows]);
                break;
            case ColumnValues.Dates dates:
                Begin(body, Kind.Dates, values, rows);
                foreach (var date in dates.Items[..rows])
                    body.Number(date.DayNumber);
                break;
            case ColumnValues.Moments moments:
                Begin(body, Kind.Moments, values, rows);
                foreach (var moment in moments.Items[..rows])
                {
                    body.Long(moment.Ticks);
                    body.Number((int)moment.Offset.TotalMinutes + (24 * 60));
                }

                break;
        }
    }

    private static void Begin(ByteWriter body, Kind kind, ColumnValues values, int rows)
    {
        body.Byte((byte)kind);
        var nulls = new byte[(rows + 7) / 8];
        var any = false;
        for (var row = 0; row < rows; row++)
        {
            if (!values.IsNull(row))
                continue;
            nulls[row / 8] |= (byte)(1 << (row % 8));
            any = true;
        }

        body.Byte(any ? (byte)1 : (byte)0);
        if (any)
            body.Raw<byte>(nulls);
    }

    // Equal texts are written once: a country, say, is in every row.
    private static void WriteTexts(ByteWriter body, ColumnValues.Texts texts, int rows)
    {
        var (numbers, distinct) = (new Dictionary<string, int>(StringComparer.Ordinal), new List<string>());
        var indexes = new int[rows];
        for (var row = 0; row < rows; row++)
        {
            var text = texts.IsNull(row) ? "" : texts.Items[row];
            if (!numbers.TryGetValue(text, out indexes[row]))
            {
                numbers.Add(text, indexes[row] = distinct.Count);
                distinct.Add(text);
            }
        }

        body.Number(distinct.Count);
        foreach (var text in distinct)
            body.Text(text);
        foreach (var index in indexes)
            body.Number(index);
    }

    private static ColumnValues ReadValues(ref ByteReader body, int rows)
    {
        var kind = (Kind)body.Byte();
        var nulls = body.Byte() != 0 ? new BitArray(body.Raw((rows + 7) / 8).ToArray()) { Length = rows } : null;
        switch (kind)
        {
            case Kind.Texts:
                return ReadTexts(ref body, rows, nulls);
            case Kind.Integers:
                return new ColumnValues.Integers(body.Values<long>(rows), rows, nulls);
            case Kind.Doubles:
                return new ColumnValues.Doubles(body.Values<double>(rows), rows, nulls);
            case Kind.Dates:
                var days = new DateOnly[rows];
                for (var row = 0; row < rows; row++)
                    days[row] = DateOnly.FromDayNumber(body.Number());
                return new ColumnValues.Dates(days, rows, nulls);
            default:
                var moments = new DateTimeOffset[rows];
                for (var row = 0; row < rows; row++)
                    moments[row] = new DateTimeOffset(body.Long(), TimeSpan.FromMinutes(body.Number() - (24 * 60)));
                return new ColumnValues.Moments(moments, rows, nulls);
        }
    }

    private static ColumnValues.Texts ReadTexts(ref ByteReader body, int rows, BitArray? nulls)
    {
        var distinct = new string[body.Number()];
        var bytes = 8L * rows;
        for (var i = 0; i < distinct.Length; i++)
        {
            distinct[i] = body.Text()!;
            bytes += 32 + (2L * distinct[i].Length);
        }

        var items = new string[rows];
        for (var row = 0; row < rows; row++)
            items[row] = distinct[body.Number()];
        return new ColumnValues.Texts(items, rows, nulls, bytes);
    }
}
