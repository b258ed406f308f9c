using Metrics.Domain.Results;
using Metrics.Engines.Postgres;
using Metrics.Testing;
using Npgsql;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Semantic.Tests.Engines.Postgres;

/// <summary>PostgreSQL's words for types and what they are, there and back.</summary>
public sealed class PostgresTypesTests
{
    public static TheoryData<string, DataKind, ValueType> Types => new()
    {
        { "boolean", DataKind.Boolean, ValueType.Boolean },
        { "smallint", DataKind.Integer, ValueType.Integer },
        { "integer", DataKind.Integer, ValueType.Integer },
        { "bigint", DataKind.Integer, ValueType.Integer },
        { "numeric", DataKind.Decimal, ValueType.Decimal },
        { "numeric(12,2)", DataKind.Decimal, ValueType.Decimal },
        { "numeric(5)", DataKind.Decimal, ValueType.Decimal },
        { "numeric(3,-2)", DataKind.Decimal, ValueType.Decimal },
        { "real", DataKind.Double, ValueType.Double },
        { "double precision", DataKind.Double, ValueType.Double },
        { "text", DataKind.Text, ValueType.String },
        { "character varying(20)", DataKind.Text, ValueType.String },
        { "character(3)", DataKind.Text, ValueType.String },
        { "name", DataKind.Text, ValueType.String },
        { "date", DataKind.Date, ValueType.Date },
        { "time without time zone", DataKind.TimeOfDay, ValueType.String },
        { "time(3) without time zone", DataKind.TimeOfDay, ValueType.String },
        { "time with time zone", DataKind.Other, ValueType.String },
        { "timestamp without time zone", DataKind.LocalTime, ValueType.Timestamp },
        { "timestamp(3) without time zone", DataKind.LocalTime, ValueType.Timestamp },
        { "timestamp with time zone", DataKind.Instant, ValueType.Timestamp },
        { "timestamp(0) with time zone", DataKind.Instant, ValueType.Timestamp },
        { "uuid", DataKind.Uuid, ValueType.String },
        { "json", DataKind.Json, ValueType.Json },
        { "jsonb", DataKind.Json, ValueType.Json },
        { "integer[]", DataKind.Other, ValueType.String },
        { "inet", DataKind.Other, ValueType.String },
        { "interval", DataKind.Other, ValueType.String },
    };

    [Theory]
    [MemberData(nameof(Types))]
    public void A_word_is_a_type_and_the_type_that_word(string word, DataKind kind, ValueType value)
    {
        var type = PostgresTypes.Read(word);
        Assert.Equal((kind, value, word), (type.Kind, type.Value, PostgresTypes.Write(type)));
    }

    [Fact]
    public void What_is_not_bound_has_no_type() => Assert.Equal(DataType.Unknown, PostgresTypes.Read(""));
}

/// <summary>The same as PostgreSQL itself has it.</summary>
[Trait("Needs", "PostgreSQL")]
public sealed class PostgresTypesOnTheServerTests
{
    [Fact]
    public async Task Every_word_is_one_that_the_server_prints_and_takes()
    {
        await using var data = NpgsqlDataSource.Create(PostgresServer.Shared.CreateDatabase());
        foreach (var word in PostgresTypesTests.Types.Select(row => (string)row[0]))
        {
            await using var command = data.CreateCommand($"select null::{PostgresTypes.Write(PostgresTypes.Read(word))} as v");
            await using var reader = await command.ExecuteReaderAsync();
            Assert.Equal(word, PostgresTypes.AsPrinted(reader.GetDataTypeName(0)));
        }
    }
}
