using System.Collections.Frozen;

namespace Metrics.GraphQL.Types;

internal sealed class InputType(string name, string? description) : NamedType(name, description)
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
