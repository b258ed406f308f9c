using Metrics.GraphQL.Language;

namespace Metrics.GraphQL.Validation.Rules;

/// <summary>Every type that is named exists.</summary>
internal sealed class KnownTypeNames : Rule
{
    public override void Enter(TypeReference.Named type)
    {
        if (Context.Schema.FindType(type.Name) is null)
            Report($"Unknown type \"{type.Name}\".{Suggestions.For(type.Name, Context.Schema.Types.Select(t => t.Name))}", type.Offset);
    }
}
