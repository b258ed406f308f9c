using Metrics.Semantic.Catalogs.Written;

namespace Metrics.Semantic.Catalogs.Rules.Dbt;

/// <summary>An entity that only one model has joins nothing.</summary>
internal static class CommonEntities
{
    public static IEnumerable<Finding> Check(WrittenManifest written)
    {
        var models = written.Models.SelectMany(m => m.Entities.Select(e => (e.Name, m.Name))).Distinct()
            .ToLookup(x => x.Item1, x => x.Item2);
        return from model in written.Models
               from entity in model.Entities
               where models[entity.Name].Count() == 1
               select new DefinitionKey(DefinitionKind.Entity, entity.Name, model.Name).Doubtful(
                   "no other model has it, so it joins nothing", entity.Location);
    }
}
