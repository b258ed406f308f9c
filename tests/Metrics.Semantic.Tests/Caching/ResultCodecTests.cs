using System.Collections;
using Metrics.Answering.Caching;
using Metrics.Domain;
using Metrics.Domain.Results;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Semantic.Tests.Caching;

public sealed class ResultCodecTests
{
    private static readonly ValueType[] Types = Enum.GetValues<ValueType>();

    [Fact]
    public void Whatever_is_written_is_read_again_value_by_value()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var table = RandomTable(new Random(seed));
            var read = ResultCodec.Read(ResultCodec.Write(table));
            Assert.NotNull(read);
            Assert.Equal(table.Columns, read.Columns);
            Assert.Equal((table.RowCount, table.HasMore, table.Warnings), (read.RowCount, read.HasMore, read.Warnings));
            for (var column = 0; column < table.Columns.Count; column++)
            {
                for (var row = 0; row < table.RowCount; row++)
                    Assert.Equal(Cell(table.Values[column], row), Cell(read.Values[column], row));
            }
        }
    }

    [Fact]
    public void Bytes_that_were_cut_or_changed_are_no_result()
    {
        var random = new Random(5);
        for (var round = 0; round < 300; round++)
        {
            var bytes = ResultCodec.Write(RandomTable(random));
            Assert.Null(ResultCodec.Read(bytes.AsSpan(0, random.Next(bytes.Length))));
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            Assert.Null(ResultCodec.Read(bytes));
        }

        Assert.Null(ResultCodec.Read([]));
    }

    private static object? Cell(ColumnValues values, int row) => values.IsNull(row) ? null : values switch
    {
        ColumnValues.Texts texts => texts.Items[row],
        ColumnValues.Integers integers => integers.Items[row],
        ColumnValues.Doubles doubles => doubles.Items[row],
        ColumnValues.Dates dates => dates.Items[row],
        ColumnValues.Moments moments => (moments.Items[row], moments.Items[row].Offset),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static ResultTable RandomTable(Random random)
    {
        var rows = random.Next(4) == 0 ? 0 : random.Next(200);
        var columns = Enumerable.Range(0, random.Next(1, 6)).Select(i => new ResultColumn(
            $"c{i}é", Types[random.Next(Types.Length)], (ColumnRole)random.Next(4), random.Next(2) == 0 ? null : "EUR",
            random.Next(2) == 0 ? null : "percent", random.Next(2) == 0 ? null : "")).ToEquatableList();
        return new ResultTable(
            columns, columns.Select(c => Values(c.Type, rows, random)).ToEquatableList(), rows, random.Next(2) == 0,
            random.Next(2) == 0 ? [] : ["w", "ü"]);
    }

    private static ColumnValues Values(ValueType type, int rows, Random random)
    {
        var nulls = random.Next(2) == 0 ? null : new BitArray(Enumerable.Range(0, rows).Select(_ => random.Next(3) == 0).ToArray());
        return type switch
        {
            ValueType.Integer or ValueType.Boolean => new ColumnValues.Integers(
                [.. Enumerable.Range(0, rows).Select(_ => random.NextInt64(long.MinValue, long.MaxValue))], rows, nulls),
            ValueType.Double =>
                new ColumnValues.Doubles([.. Enumerable.Range(0, rows).Select(_ => random.NextDouble() * 1e300)], rows, nulls),
            ValueType.Date =>
                new ColumnValues.Dates(
                    [.. Enumerable.Range(0, rows).Select(_ => DateOnly.FromDayNumber(random.Next(DateOnly.MaxValue.DayNumber + 1)))],
                    rows, nulls),
            ValueType.Timestamp => new ColumnValues.Moments(
                [.. Enumerable.Range(0, rows)
                    .Select(
                        _ => new DateTimeOffset(
                            random.NextInt64(TimeSpan.TicksPerDay, DateTime.MaxValue.Ticks - TimeSpan.TicksPerDay),
                            TimeSpan.FromMinutes(random.Next(-14 * 60, (14 * 60) + 1))))], rows, nulls),
            _ => new ColumnValues.Texts(
                [.. Enumerable.Range(0, rows).Select(_ => random.Next(3) == 0 ? "" : $"ä{random.Next(20)}")], rows, nulls),
        };
    }
}
