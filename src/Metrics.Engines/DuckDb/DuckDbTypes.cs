using System.Globalization;
using System.Text.RegularExpressions;
using Metrics.Domain.Results;

namespace Metrics.Engines.DuckDb;

/// <summary>Translates types to DuckDB's names and back.</summary>
internal static partial class DuckDbTypes
{
    /// <summary>A name in quotes, whatever characters it contains.</summary>
    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>DuckDB's name for a type.</summary>
    public static string Write(DataType type) => type.Kind switch
    {
        DataKind.Boolean => "boolean",
        DataKind.Integer => type.Bits switch
        {
            16 => "smallint",
            32 => "integer",
            _ => "bigint",
        },
        DataKind.Decimal => type is { Precision: { } precision, Scale: { } scale }
            ? string.Create(CultureInfo.InvariantCulture, $"decimal({precision},{scale})")
            : throw new System.Diagnostics.UnreachableException("an exact number has its places here"),
        DataKind.Double => type.Bits == 32 ? "real" : "double",
        DataKind.Text or DataKind.Other => "varchar",
        DataKind.Date => "date",
        DataKind.TimeOfDay => "time",
        DataKind.LocalTime => "timestamp",
        DataKind.Instant => "timestamptz",
        DataKind.Uuid => "uuid",
        _ => throw new System.Diagnostics.UnreachableException($"DuckDB has no {type.Kind}"),
    };

    /// <summary>The type of a name that DuckDB prints.</summary>
    public static DataType Read(string printed) => printed.ToUpperInvariant() switch
    {
        "BOOLEAN" => DataType.Boolean,
        "TINYINT" or "SMALLINT" or "UTINYINT" => DataType.Integer with { Bits = 16 },
        "INTEGER" or "USMALLINT" => DataType.SmallInteger,
        "BIGINT" or "UINTEGER" => DataType.Integer,
        "FLOAT" => DataType.Single,
        "DOUBLE" => DataType.Double,
        "VARCHAR" => DataType.Text,
        "DATE" => DataType.Date,
        "TIME" => new DataType(DataKind.TimeOfDay),
        "TIMESTAMP" => DataType.LocalTime,
        "TIMESTAMP WITH TIME ZONE" => DataType.Instant,
        "UUID" => new DataType(DataKind.Uuid),
        var other => Digits().Match(other) is { Success: true } digits
            ? DataType.Decimal with
            {
                Precision = int.Parse(digits.Groups["precision"].ValueSpan, CultureInfo.InvariantCulture),
                Scale = int.Parse(digits.Groups["scale"].ValueSpan, CultureInfo.InvariantCulture),
            }
            : new DataType(DataKind.Other) { Stored = printed },
    };

    [GeneratedRegex(@"^DECIMAL\((?<precision>\d+),(?<scale>\d+)\)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Digits();
}
