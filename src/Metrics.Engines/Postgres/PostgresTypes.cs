using System.Globalization;
using System.Text.RegularExpressions;
using Metrics.Domain.Results;
using Metrics.Semantic.Engine;

namespace Metrics.Engines.Postgres;

/// <summary>Translates types to PostgreSQL's names and back.</summary>
public sealed partial class PostgresTypes : ITypeMap
{
    // PostgreSQL's limit of decimal places.
    private const int MostPlaces = 1000;

    private PostgresTypes()
    {
    }

    /// <summary>The same as an <c>ITypeMap</c>.</summary>
    public static ITypeMap Map { get; } = new PostgresTypes();

    string ITypeMap.Engine => "PostgreSQL";

    DataType ITypeMap.Read(string stored) => Read(stored);

    string ITypeMap.Write(DataType type) => Write(type);

    /// <summary>
    /// The type as PostgreSQL prints it, from Npgsql's form: <c>numeric(12, 2)</c>, <c>timestamp without time zone(3)</c>.
    /// </summary>
    public static string AsPrinted(string npgsqlType)
    {
        var printed = TimePrecision().Replace(npgsqlType.Replace(", ", ",", StringComparison.Ordinal), "$1$3$2");
        // A negative scale arrives as eleven bits of two's complement.
        return Read(printed) is { Kind: DataKind.Decimal, Scale: > MostPlaces and var scale } number
            ? Write(number with { Scale = scale - (2 * (MostPlaces + 24)) })
            : printed;
    }

    /// <summary>The type of a name that PostgreSQL prints; unknown for an empty one.</summary>
    public static DataType Read(string printed) => printed.Length == 0 ? DataType.Unknown : Bare(printed) switch
    {
        "boolean" => DataType.Boolean,
        "smallint" => DataType.Integer with { Bits = 16 },
        "integer" => DataType.SmallInteger,
        "bigint" => DataType.Integer,
        "numeric" => Decimal(printed),
        "real" => DataType.Single,
        "double precision" => DataType.Double,
        "text" => DataType.Text,
        "character varying" => DataType.Text with { Stored = printed },
        "character" or "name" => DataType.Text with { Stored = printed, IsPlainText = false },
        "date" => DataType.Date,
        "time without time zone" => new DataType(DataKind.TimeOfDay) { Stored = Unless(printed, "time without time zone") },
        "timestamp without time zone" => DataType.LocalTime with { Stored = Unless(printed, "timestamp without time zone") },
        "timestamp with time zone" => DataType.Instant with { Stored = Unless(printed, "timestamp with time zone") },
        "uuid" => new DataType(DataKind.Uuid),
        "jsonb" => DataType.Json,
        "json" => DataType.Json with { Stored = printed, HasEquality = false },
        _ => new DataType(DataKind.Other) { Stored = printed },
    };

    /// <summary>PostgreSQL's name for a type.</summary>
    public static string Write(DataType type) => type.Stored ?? type.Kind switch
    {
        DataKind.Boolean => "boolean",
        DataKind.Integer => type.Bits switch
        {
            16 => "smallint",
            32 => "integer",
            _ => "bigint",
        },
        DataKind.Decimal => type is { Precision: { } precision, Scale: { } scale }
            ? string.Create(CultureInfo.InvariantCulture, $"numeric({precision},{scale})")
            : "numeric",
        DataKind.Double => type.Bits == 32 ? "real" : "double precision",
        DataKind.Text => "text",
        DataKind.Date => "date",
        DataKind.TimeOfDay => "time without time zone",
        DataKind.LocalTime => "timestamp without time zone",
        DataKind.Instant => "timestamp with time zone",
        DataKind.Uuid => "uuid",
        DataKind.Json => "jsonb",
        _ => throw new System.Diagnostics.UnreachableException($"nobody has said what {type.Kind} is called"),
    };

    private static DataType Decimal(string printed) => Digits().Match(printed) is { Success: true } digits
        ? DataType.Decimal with
        {
            Precision = int.Parse(digits.Groups["precision"].ValueSpan, CultureInfo.InvariantCulture),
            Scale = int.Parse(digits.Groups["scale"].ValueSpan, CultureInfo.InvariantCulture),
        }
        : DataType.Decimal with { Stored = Unless(printed, "numeric") };

    private static string? Unless(string printed, string plain) => printed == plain ? null : printed;

    private static string Bare(string printed) => Facets().Replace(printed, "");

    [GeneratedRegex(@"^(timestamp|time)( with(?:out)? time zone)(\(\d\))")]
    private static partial Regex TimePrecision();

    [GeneratedRegex(@"\([^)]*\)")]
    private static partial Regex Facets();

    [GeneratedRegex(@"^numeric\((?<precision>\d+),(?<scale>-?\d+)\)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Digits();
}
