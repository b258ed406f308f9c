using Metrics.GraphQL.Types;
using Metrics.GraphQL.Types.Definitions;

namespace Metrics.GraphQL.Tests;

public sealed class SchemaTests
{
    [Theory]
    [InlineData("type A { a: Int }", "Query root type must be provided.")]
    [InlineData("type Query { a: Strin }", "'Query.a' is of unknown type 'Strin'. Did you mean \"String\"?")]
    [InlineData("type Query { a: Int a: Int }", "There can be only one 'Query.a'.")]
    [InlineData("type Query { a: Int } type Query { b: Int }", "There can be only one type named 'Query'.")]
    [InlineData("type Query { __a: Int }", "'Query.__a' must not begin with '__', which is reserved for introspection.")]
    [InlineData("type Query", "Type Query must define one or more fields.")]
    [InlineData("type Query { a: I } input I { b: Int }", "The type of Query.a must be an output type but is I.")]
    [InlineData("type Query { a(b: Query): Int }", "The type of Query.a.b must be an input type but is Query.")]
    [InlineData("type Query { a(b: Int = \"x\"): Int }", "The default value of Query.a.b is not of type Int, or refers to itself.")]
    [InlineData("type Query { a(b: Int! @deprecated): Int }", "Query.a.b is required and cannot be deprecated.")]
    [InlineData("type Query { a(i: I): Int } input I { i: I! }", "Input object I refers to itself through a series of non-null fields.")]
    [InlineData("type Query { a(i: I): Int } input I { i: I = {} }", "The default value of I.i is not of type I, or refers to itself.")]
    [InlineData(
        "type Query implements I { a: Int } interface I { a: Int b: Int }", "Interface field I.b expected but Query does not provide it.")]
    [InlineData(
        "type Query implements I { a: Int } interface I { a: Int! }", "Interface field I.a expects type Int! but Query.a is type Int.")]
    [InlineData(
        "type Query implements I { a(b: Int!): Int } interface I { a: Int }",
        "Field Query.a includes required argument b that is missing from the interface field I.a.")]
    [InlineData(
        "type Query implements I { a: Int } interface I implements J { a: Int } interface J { a: Int }",
        "Type Query must implement J because it is implemented by I.")]
    [InlineData("type Query { a: U } union U = Int", "'U' names 'Int', which is not an object type.")]
    [InlineData("type Query { a: Int @nothing }", "'Query' uses unknown directive '@nothing'.")]
    [InlineData("schema { query: Q mutation: Q } type Q { a: Int }", "The root types must be different types.")]
    public void What_makes_no_schema_is_said(string sdl, string problem)
    {
        Assert.False(Schema.TryBuild(Definition.Read(sdl), out _, out var problems));
        Assert.Equal(problem, string.Join(' ', problems).Trim());
        Assert.Throws<SchemaException>(() => Schema.Build(Definition.Read(sdl)));
    }

    [Theory]
    [InlineData("1st")]
    [InlineData("store name")]
    [InlineData("größe")]
    [InlineData("")]
    public void Names_the_language_cannot_write_are_refused(string name)
    {
        Assert.False(Schema.TryBuild([new ObjectDefinition("Query") { Fields = [new(name, "Int")] }], out _, out var problems));
        Assert.Contains("has an invalid name", Assert.Single(problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Sdl_that_is_no_sdl_says_where()
    {
        var error = Assert.Throws<FormatException>(() => Definition.Read("type Query {\n  a Int }"));
        Assert.Contains("Expected \":\", found Name \"Int\".", error.Message, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => Definition.Read("{ a }"));
        Assert.Throws<FormatException>(() => new FieldDefinition("a", "[Int"));
    }
}
