using System.Globalization;
using System.Numerics;
using Metrics.Domain;
using Metrics.Domain.Results;
using Npgsql;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Semantic.Tests;

/// <summary>
/// Cells as texts that are equal when the values are: numbers by value, doubles to twelve digits, moments in UTC. Quotients are compared to
/// ten digits, since SQL written by hand divides as it likes; what tests their every digit asks for it.
/// </summary>
internal static class Cells
{
    public static IEnumerable<string[]> Of(ResultTable table, bool everyDigit = false) =>
        Enumerable.Range(0, table.RowCount).Select(row => table.Columns
        .Select((c, i) => Cell(table.Values[i], c.Type, row) is { Length: > 0 } cell && c.IsQuotient && !everyDigit
            ? Rough(double.Parse(cell, CultureInfo.InvariantCulture))
            : Cell(table.Values[i], c.Type, row))
        .ToArray());

    /// <summary>The rows of a statement, read as these columns.</summary>
    public static async Task<List<string[]>> QueryAsync(NpgsqlDataSource data, string sql, EquatableList<ResultColumn> columns)
    {
        var rows = new List<string[]>();
        await using var connection = await data.OpenConnectionAsync();
        await using (var zone = new NpgsqlCommand("set time zone 'UTC'", connection))
            await zone.ExecuteNonQueryAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        Assert.Equal(columns.Count, reader.FieldCount);
        while (await reader.ReadAsync())
            rows.Add(columns.Select((c, i) => reader.IsDBNull(i) ? ""
                : c.IsQuotient ? Rough(Convert.ToDouble(reader.GetValue(i), CultureInfo.InvariantCulture))
                    : Text(reader.GetValue(i), c.Type)).ToArray());
        return rows;
    }

    /// <summary>A value as an answer with a column of that type shows it.</summary>
    public static string Text(object? value, ValueType type) => value switch
    {
        null => "",
        bool boolean => boolean ? "true" : "false",
        string text => text,
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime { Kind: DateTimeKind.Utc } moment => Moment(moment),
        // Dates come as local midnights, times without zone are nothing an answer has.
        DateTime local =>
            type == ValueType.Date && local.TimeOfDay == default ? Text(DateOnly.FromDateTime(local), type) : $"local {local:O}",
        DateTimeOffset moment => Moment(moment.UtcDateTime),
        double or float => Double(Convert.ToDouble(value, CultureInfo.InvariantCulture)),
        long or int or short or decimal or BigInteger =>
            type == ValueType.Double ? Double((double)Convert.ToDecimal(value, CultureInfo.InvariantCulture))
                : Digits(Convert.ToString(value, CultureInfo.InvariantCulture)!),
        var other => Convert.ToString(other, CultureInfo.InvariantCulture)!,
    };

    private static string Cell(ColumnValues values, ValueType type, int row) => values.IsNull(row) ? "" : values switch
    {
        ColumnValues.Texts texts => type == ValueType.Decimal ? Digits(texts.Items[row]) : texts.Items[row],
        ColumnValues.Integers integers =>
            type == ValueType.Boolean ? Text(integers.Items[row] == 1, type) : Text(integers.Items[row], type),
        ColumnValues.Doubles doubles => Double(doubles.Items[row]),
        ColumnValues.Dates dates => Text(dates.Items[row], type),
        ColumnValues.Moments moments => Text(moments.Items[row], type),
        _ => throw new InvalidOperationException(values.GetType().Name),
    };

    private static string Rough(double number) => Math.Abs(number) < 1e-300 ? "0" : number.ToString("G10", CultureInfo.InvariantCulture);

    private static string Moment(DateTime utc) => utc.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFF", CultureInfo.InvariantCulture) + "Z";

    private static string Double(double value) => Math.Abs(value) < 1e-300 ? "0" : value.ToString("G12", CultureInfo.InvariantCulture);

    private static string Digits(string number)
    {
        var bare = number.Contains('.') ? number.TrimEnd('0').TrimEnd('.') : number;
        return bare is "-0" or "" ? "0" : bare;
    }
}
