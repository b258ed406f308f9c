using Metrics.GraphQL.Validation.Rules;

namespace Metrics.GraphQL.Validation;

/// <summary>All rules for documents, in the order of the specification. Each validation creates new ones, since they have state.</summary>
internal static class RuleList
{
    public static IReadOnlyList<Rule> Create() =>
    [
        new ExecutableDefinitions(),
        new UniqueOperationNames(),
        new LoneAnonymousOperation(),
        new SingleFieldSubscriptions(),
        new FieldsOnCorrectType(),
        new OverlappingFieldsCanBeMerged(),
        new ScalarLeafs(),
        new KnownArgumentNames(),
        new UniqueArgumentNames(),
        new ProvidedRequiredArguments(),
        new UniqueFragmentNames(),
        new KnownTypeNames(),
        new FragmentsOnCompositeTypes(),
        new NoUnusedFragments(),
        new KnownFragmentNames(),
        new NoFragmentCycles(),
        new PossibleFragmentSpreads(),
        new ValuesOfCorrectType(),
        new UniqueInputFieldNames(),
        new KnownDirectives(),
        new UniqueDirectivesPerLocation(),
        new UniqueVariableNames(),
        new VariablesAreInputTypes(),
        new NoUndefinedVariables(),
        new NoUnusedVariables(),
        new VariablesInAllowedPosition(),
    ];
}
