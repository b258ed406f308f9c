using Metrics.Semantic.Catalogs.Definitions;

namespace Metrics.Semantic.Catalogs.Rules;

/// <summary>What a rule looks at: everything that was read, what its names stand for, and the project's settings.</summary>
internal sealed record RuleContext(DefinitionSet Set, NameIndex Names, CatalogSource Source);
