namespace Metrics.Refresh.Sources;

/// <summary>The types that a source column may be declared with. All are constrained: no decimal is without precision and scale.</summary>
internal enum ColumnKind
{
    Text,
    Integer,
    BigInt,
    Decimal,
    Double,
    Boolean,
    Date,
    Time,
    Timestamp,
    TimestampTz,
    Uuid,
    Json,
}

/// <summary>
/// A declared type: <c>text</c>, <c>bigint</c>, <c>decimal(12,2)</c>, <c>timestamp</c>…; precision and scale only for decimals.
/// </summary>
internal sealed record ColumnType(ColumnKind Kind, int Precision = 0, int Scale = 0)
{
    /// <summary>As PostgreSQL writes it in DDL.</summary>
    public string Sql => Kind switch
    {
        ColumnKind.Text => "text",
        ColumnKind.Integer => "integer",
        ColumnKind.BigInt => "bigint",
        ColumnKind.Decimal => $"numeric({Precision},{Scale})",
        ColumnKind.Double => "double precision",
        ColumnKind.Boolean => "boolean",
        ColumnKind.Date => "date",
        ColumnKind.Time => "time without time zone",
        ColumnKind.Timestamp => "timestamp without time zone",
        ColumnKind.TimestampTz => "timestamp with time zone",
        ColumnKind.Uuid => "uuid",
        _ => "jsonb",
    };
}
