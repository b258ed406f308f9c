using System.Collections;
using Metrics.Domain.Results;
using Npgsql;

namespace Metrics.Engines.Postgres.Columns;

/// <summary>Whole numbers.</summary>
internal sealed class IntegerBuffer(int ordinal) : FixedBuffer<long>(ordinal)
{
    public override bool Accepts(uint type) => type is TypeOid.Int2 or TypeOid.Int4 or TypeOid.Int8 or TypeOid.Numeric;

    protected override int Append(NpgsqlDataReader reader) => Add(reader.GetFieldValue<long>(Ordinal));

    protected override ColumnValues Build(BitArray? nulls) => new ColumnValues.Integers(Items(), Rows, nulls);
}

/// <summary>True and false, as 1 and 0.</summary>
internal sealed class BooleanBuffer(int ordinal) : FixedBuffer<long>(ordinal)
{
    public override bool Accepts(uint type) => type == TypeOid.Bool;

    protected override int Append(NpgsqlDataReader reader) => Add(reader.GetBoolean(Ordinal) ? 1 : 0);

    protected override ColumnValues Build(BitArray? nulls) => new ColumnValues.Integers(Items(), Rows, nulls);
}
