using System.Collections;
using Metrics.Domain.Results;
using Npgsql;

namespace Metrics.Engines.Postgres.Columns;

/// <summary>Moments with their offset in the query's zone, read as the microseconds since 2000 that the server sends.</summary>
internal sealed class MomentBuffer(int ordinal, TimeZoneInfo zone) : FixedBuffer<DateTimeOffset>(ordinal)
{
    private static readonly DateTime Epoch = new(2000, 1, 1);

    // A day inside the calendar's range, so that no offset can leave it.
    private static readonly long First = (DateTime.MinValue.AddDays(1) - Epoch).Ticks / TimeSpan.TicksPerMicrosecond;
    private static readonly long Last = (DateTime.MaxValue.AddDays(-1) - Epoch).Ticks / TimeSpan.TicksPerMicrosecond;

    public override bool Accepts(uint type) => type is TypeOid.Timestamp or TypeOid.TimestampTz;

    protected override int Append(NpgsqlDataReader reader)
    {
        var microseconds = reader.GetFieldValue<long>(Ordinal);
        if (microseconds < First || microseconds > Last)
            return Bend(Unshown.OutOfRange);
        var time = Epoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);
        return Add(reader.GetDataTypeOID(Ordinal) == TypeOid.TimestampTz
            ? TimeZoneInfo.ConvertTime(new DateTimeOffset(time, TimeSpan.Zero), zone)
            // Of the two instants of an hour that occurs twice, the later one, as .NET chooses.
            : new DateTimeOffset(time, zone.GetUtcOffset(time)));
    }

    protected override ColumnValues Build(BitArray? nulls) => new ColumnValues.Moments(Items(), Rows, nulls);
}
