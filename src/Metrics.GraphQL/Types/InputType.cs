using System.Collections.Frozen;
using Metrics.GraphQL.Types.Definitions;

namespace Metrics.GraphQL.Types;

internal sealed class InputType(TypeDefinition definition) : NamedType(definition)
{
    private FrozenDictionary<string, InputValue> byName = FrozenDictionary<string, InputValue>.Empty;

    /// <summary>Shows an example of such an object; null when there is none.</summary>
    public IReadOnlyDictionary<string, object?>? Hint { get; } = (definition as InputDefinition)?.Example is { } example
        ? new Dictionary<string, object?> { ["hint"] = $"write such as {example}" } : null;

    public IReadOnlyList<InputValue> Fields { get; private set; } = [];

    public InputValue? FindField(string name) => byName.GetValueOrDefault(name);

    public void Link(IReadOnlyList<InputValue> fields)
    {
        Fields = fields;
        byName = fields.DistinctBy(f => f.Name).ToFrozenDictionary(f => f.Name);
    }
}
