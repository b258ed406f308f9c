using System.Globalization;
using Metrics.Semantic.Sql;
using Npgsql;
using NpgsqlTypes;

namespace Metrics.Engines.Postgres;

/// <summary>Puts callers' values beside the SQL, each with the type the statement expects.</summary>
internal static class PostgresParameters
{
    public static NpgsqlParameter Bind(StatementParameter parameter) => parameter.Value switch
    {
        string text => new NpgsqlParameter<string> { TypedValue = text, NpgsqlDbType = TypeOfText(parameter.SqlType) },
        // The first and the last day there are would go as infinity; as texts they go as what they are.
        DateOnly day when day == DateOnly.MinValue || day == DateOnly.MaxValue =>
            new NpgsqlParameter<string> { TypedValue = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), NpgsqlDbType = NpgsqlDbType.Unknown },
        DateTime time when time == DateTime.MinValue =>
            new NpgsqlParameter<string> { TypedValue = Word(parameter.SqlType) == "timestamp" ? "0001-01-01 00:00" : "0001-01-01 00:00Z", NpgsqlDbType = NpgsqlDbType.Unknown },
        // A local time carries no zone and a moment must be UTC; Npgsql checks the kind.
        DateTime local when Word(parameter.SqlType) == "timestamp" => Typed(DateTime.SpecifyKind(local, DateTimeKind.Unspecified), NpgsqlDbType.Timestamp),
        DateTime utc => Typed(DateTime.SpecifyKind(utc, DateTimeKind.Utc), NpgsqlDbType.TimestampTz),
        long number when Word(parameter.SqlType) == "double precision" => Typed((double)number, NpgsqlDbType.Double),
        long number when Word(parameter.SqlType) == "real" => Typed((float)number, NpgsqlDbType.Real),
        decimal number when Word(parameter.SqlType) == "double precision" => Typed((double)number, NpgsqlDbType.Double),
        decimal number when Word(parameter.SqlType) == "real" => Typed((float)number, NpgsqlDbType.Real),
        var value => new NpgsqlParameter { Value = value, DataTypeName = Word(parameter.SqlType) },
    };

    // What is not text (uuid, an enum, a wide number) goes as an untyped literal would: the server reads it as what the statement expects there.
    private static NpgsqlDbType TypeOfText(string type) => Word(type) switch
    {
        "text" => NpgsqlDbType.Text,
        "character varying" => NpgsqlDbType.Varchar,
        "character" => NpgsqlDbType.Char,
        _ => NpgsqlDbType.Unknown,
    };

    // numeric(12,2) → numeric; the server's own spellings of one type are one.
    private static string Word(string type)
    {
        var bare = type.Contains('(') ? type[..type.IndexOf('(')] + type[(type.IndexOf(')') + 1)..] : type;
        return bare.Trim() switch
        {
            "varchar" => "character varying",
            "timestamp without time zone" => "timestamp",
            "timestamptz" => "timestamp with time zone",
            "int8" => "bigint",
            "int4" or "int" => "integer",
            "int2" => "smallint",
            "float8" => "double precision",
            "float4" => "real",
            "bool" => "boolean",
            "decimal" => "numeric",
            var other => other,
        };
    }

    private static NpgsqlParameter<T> Typed<T>(T value, NpgsqlDbType type) => new() { TypedValue = value, NpgsqlDbType = type };
}
