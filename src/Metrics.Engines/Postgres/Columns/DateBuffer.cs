using System.Collections;
using Metrics.Domain.Results;
using Npgsql;

namespace Metrics.Engines.Postgres.Columns;

/// <summary>
/// Calendar days, read as the days since 2000 that the server sends, so that days outside .NET's calendar throw no exception.
/// </summary>
internal sealed class DateBuffer(int ordinal) : FixedBuffer<DateOnly>(ordinal)
{
    private static readonly int Epoch = new DateOnly(2000, 1, 1).DayNumber;

    public override bool Accepts(uint type) => type == TypeOid.Date;

    protected override int Append(NpgsqlDataReader reader)
    {
        var day = (long)reader.GetFieldValue<int>(Ordinal) + Epoch;
        return day >= 0 && day <= DateOnly.MaxValue.DayNumber ? Add(DateOnly.FromDayNumber((int)day)) : Bend(Unshown.OutOfRange);
    }

    protected override ColumnValues Build(BitArray? nulls) => new ColumnValues.Dates(Items(), Rows, nulls);
}
