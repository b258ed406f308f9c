namespace Metrics.Engines.Postgres.Columns;

/// <summary>PostgreSQL's numbers (OIDs) of its built-in types, which never change.</summary>
internal static class TypeOid
{
    public const uint Bool = 16;
    public const uint Int8 = 20;
    public const uint Int2 = 21;
    public const uint Int4 = 23;
    public const uint Float4 = 700;
    public const uint Float8 = 701;
    public const uint Date = 1082;
    public const uint Timestamp = 1114;
    public const uint TimestampTz = 1184;
    public const uint Numeric = 1700;
}
