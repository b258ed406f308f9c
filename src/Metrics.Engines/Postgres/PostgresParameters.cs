using System.Globalization;
using Metrics.Domain.Results;
using Metrics.Semantic.Sql;
using Npgsql;
using NpgsqlTypes;

namespace Metrics.Engines.Postgres;

/// <summary>Binds callers' values as parameters, each with the type that the statement expects.</summary>
internal static class PostgresParameters
{
    public static NpgsqlParameter Bind(StatementParameter parameter) => (parameter.Value, parameter.Type.Kind) switch
    {
        (string text, _) => Typed(text, OfText(parameter.Type)),
        // Npgsql would send the first and the last day of the calendar as infinity; as texts they keep their value.
        (DateOnly day, _) when day == DateOnly.MinValue || day == DateOnly.MaxValue =>
            Typed(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), NpgsqlDbType.Unknown),
        (DateTime time, var kind) when time == DateTime.MinValue =>
            Typed(kind == DataKind.LocalTime ? "0001-01-01 00:00" : "0001-01-01 00:00Z", NpgsqlDbType.Unknown),
        // A local time carries no zone and a moment must be UTC; Npgsql checks the kind.
        (DateTime local, DataKind.LocalTime) => Typed(DateTime.SpecifyKind(local, DateTimeKind.Unspecified), NpgsqlDbType.Timestamp),
        (DateTime utc, _) => Typed(DateTime.SpecifyKind(utc, DateTimeKind.Utc), NpgsqlDbType.TimestampTz),
        (long number, DataKind.Double) => Real(number, parameter.Type),
        (decimal number, DataKind.Double) => Real((double)number, parameter.Type, (float)number),
        var (value, _) => new NpgsqlParameter { Value = value, NpgsqlDbType = Of(parameter.Type) },
    };

    private static NpgsqlParameter Real(double number, DataType type, float? narrow = null) => type.Bits == 32
        ? Typed(narrow ?? (float)number, NpgsqlDbType.Real) : Typed(number, NpgsqlDbType.Double);

    // What is not text (uuid, an enum, a wide number) is sent like an untyped literal: the server reads it as the type that the statement
    // expects.
    private static NpgsqlDbType OfText(DataType type) => type switch
    {
        { Kind: not DataKind.Text } => NpgsqlDbType.Unknown,
        { Stored: null } => NpgsqlDbType.Text,
        { Stored: ['c', 'h', 'a', 'r', 'a', 'c', 't', 'e', 'r', ' ', 'v', ..] } => NpgsqlDbType.Varchar,
        { Stored: ['c', 'h', 'a', 'r', 'a', 'c', 't', 'e', 'r', ..] } => NpgsqlDbType.Char,
        _ => NpgsqlDbType.Unknown,
    };

    private static NpgsqlDbType Of(DataType type) => type.Kind switch
    {
        DataKind.Boolean => NpgsqlDbType.Boolean,
        DataKind.Integer => type.Bits switch
        {
            16 => NpgsqlDbType.Smallint,
            32 => NpgsqlDbType.Integer,
            _ => NpgsqlDbType.Bigint,
        },
        DataKind.Decimal => NpgsqlDbType.Numeric,
        DataKind.Double => type.Bits == 32 ? NpgsqlDbType.Real : NpgsqlDbType.Double,
        DataKind.Date => NpgsqlDbType.Date,
        // A day compared with a time counts as its midnight; the server converts it.
        DataKind.LocalTime => NpgsqlDbType.Timestamp,
        DataKind.Instant => NpgsqlDbType.TimestampTz,
        _ => throw new System.Diagnostics.UnreachableException($"no value of a caller is {type.Kind}"),
    };

    private static NpgsqlParameter<T> Typed<T>(T value, NpgsqlDbType type) => new() { TypedValue = value, NpgsqlDbType = type };
}
