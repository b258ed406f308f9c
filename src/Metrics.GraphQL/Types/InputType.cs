using System.Collections.Frozen;
using Metrics.GraphQL.Types.Definitions;

namespace Metrics.GraphQL.Types;

internal sealed class InputType(TypeDefinition definition) : NamedType(definition)
{
    private FrozenDictionary<string, InputValue> byName = FrozenDictionary<string, InputValue>.Empty;

    public IReadOnlyList<InputValue> Fields { get; private set; } = [];

    public InputValue? FindField(string name) => byName.GetValueOrDefault(name);

    public void Link(IReadOnlyList<InputValue> fields)
    {
        Fields = fields;
        byName = fields.DistinctBy(f => f.Name).ToFrozenDictionary(f => f.Name);
    }
}
