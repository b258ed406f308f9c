using System.Collections.Frozen;
using Metrics.GraphQL.Types.Definitions;

namespace Metrics.GraphQL.Types;

/// <summary>A scalar or an enum.</summary>
internal abstract class LeafType(TypeDefinition definition) : NamedType(definition)
{
    /// <summary>Converts a resolver's value to the one in the response; throws <see cref="GraphQLException"/>.</summary>
    public abstract object? Serialize(object value);

    /// <summary>Converts a caller's value to the one that resolvers get; throws <see cref="GraphQLException"/>.</summary>
    public abstract object? Parse(ScalarInput input, string written);
}

internal sealed class ScalarType(ScalarDefinition definition) : LeafType(definition)
{
    public string? SpecifiedBy { get; } = definition.SpecifiedBy;

    public override object? Serialize(object value) => definition.Serialize(value);

    public override object? Parse(ScalarInput input, string written)
    {
        try
        {
            return definition.Parse(input);
        }
        catch (Exception e) when (e is not GraphQLException)
        {
            // Parsers of .NET throw various exceptions. A value that they refuse is the caller's mistake, never our bug.
            throw new GraphQLException($"{Name} cannot represent value: {written}", inner: e);
        }
    }
}

internal sealed record EnumValue(string Name, object Value, string? Description, string? DeprecationReason);

internal sealed class EnumType : LeafType
{
    private readonly FrozenDictionary<string, EnumValue> byName;
    private readonly FrozenDictionary<object, EnumValue> byValue;

    public EnumType(EnumDefinition definition, IReadOnlyList<EnumValue> values) : base(definition)
    {
        Values = values;
        byName = values.DistinctBy(v => v.Name).ToFrozenDictionary(v => v.Name);
        byValue = values.DistinctBy(v => v.Value).ToFrozenDictionary(v => v.Value);
    }

    public IReadOnlyList<EnumValue> Values { get; }

    public override object? Serialize(object value) => byValue.TryGetValue(value, out var known)
        ? known.Name
        : throw new GraphQLException($"Enum \"{Name}\" cannot represent value: {value}");

    public override object? Parse(ScalarInput input, string written)
    {
        // Names are bare in documents and JSON strings in variables; neither form is accepted in place of the other.
        if (input.Kind != (input.IsLiteral ? ScalarInputKind.Name : ScalarInputKind.Text))
        {
            var expected = input.IsLiteral ? "non-enum" : "non-string";
            throw new GraphQLException($"Enum \"{Name}\" cannot represent {expected} value: {written}.{Suggest(written.Trim('"'))}");
        }
        return byName.TryGetValue(input.Text!, out var known)
            ? known.Value
            : throw Unknown(input.Text!);
    }

    private GraphQLException Unknown(string name)
    {
        var problem = $"Value \"{name}\" does not exist in \"{Name}\" enum.";
        return Absent(name) is { Count: > 0 } why
            ? new GraphQLException($"{problem} {why[0].Message}", why[0].Extensions) { Others = [.. why.Skip(1)] }
            : new GraphQLException($"{problem}{Suggest(name)}");
    }

    private string Suggest(string name) => Suggestions.For(name, byName.Keys);
}
