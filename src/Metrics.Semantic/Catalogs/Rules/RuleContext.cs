using Metrics.Semantic.Catalogs.Definitions;

namespace Metrics.Semantic.Catalogs.Rules;

/// <summary>What a rule reads: all definitions, what their names refer to, and the project's settings.</summary>
internal sealed record RuleContext(DefinitionSet Set, NameIndex Names, CatalogSource Source);
