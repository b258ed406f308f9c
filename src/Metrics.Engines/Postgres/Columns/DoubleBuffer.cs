using System.Collections;
using Metrics.Domain.Results;
using Npgsql;

namespace Metrics.Engines.Postgres.Columns;

/// <summary>Binary floating point numbers; what is not finite becomes null.</summary>
internal sealed class DoubleBuffer(int ordinal) : FixedBuffer<double>(ordinal)
{
    public override bool Accepts(uint type) =>
        type is TypeOid.Float8 or TypeOid.Float4 or TypeOid.Numeric or TypeOid.Int8 or TypeOid.Int4 or TypeOid.Int2;

    protected override int Append(NpgsqlDataReader reader)
    {
        var number = reader.GetDataTypeOID(Ordinal) == TypeOid.Numeric
            ? NumericDouble.Read(reader, Ordinal) : reader.GetFieldValue<double>(Ordinal);
        return double.IsFinite(number) ? Add(number) : Bend(Unshown.NotFinite);
    }

    protected override ColumnValues Build(BitArray? nulls) => new ColumnValues.Doubles(Items(), Rows, nulls);
}
