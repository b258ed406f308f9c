using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Domain.Results;
using Metrics.Domain.Time;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Catalogs.Written;
using Metrics.Semantic.Engine;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Semantic.Binding;

/// <summary>Checks whether the described types suit their use.</summary>
internal static class TypeChecks
{
    /// <summary>Warnings about times stored as text. They are cast to timestamps; the engine refuses a text that is none.</summary>
    public static IEnumerable<Diagnostic> TextTimes(
        IEnumerable<SemanticModel> models, IReadOnlyDictionary<DefinitionKey, string> types, ITypeMap map) =>
        from model in models
        from dimension in model.Dimensions
        where dimension.IsTime
        let key = new DefinitionKey(DefinitionKind.Dimension, dimension.Name, model.Name)
        where types.TryGetValue(key, out var type) && map.Read(type).Kind == DataKind.Text
        select new Diagnostic(
            DiagnosticCode.TextTime, $"{key} is {types[key]}; its texts are cast to timestamps", dimension.Location,
            "make it a date or a timestamp where its table is built");

    public static IEnumerable<Finding> Check(
        IEnumerable<SemanticModel> models, IReadOnlyDictionary<DefinitionKey, string> types, ITypeMap map)
    {
        var all = models.ToList();
        return
        [
            .. all.SelectMany(m => Dimensions(m, types, map)), .. all.SelectMany(m => Measures(m, types, map)),
            .. Entities(all, types, map),
        ];
    }

    private static IEnumerable<Finding> Dimensions(SemanticModel model, IReadOnlyDictionary<DefinitionKey, string> types, ITypeMap map) =>
        from dimension in model.Dimensions
        where dimension.IsTime
        let key = new DefinitionKey(DefinitionKind.Dimension, dimension.Name, model.Name)
        where types.ContainsKey(key)
        let type = map.Read(types[key])
        let problem = !type.IsTime && type.Kind != DataKind.Text ? "not a date or a timestamp"
            : type.Kind == DataKind.Date && !dimension.Grain!.Value.IsDateLike() ? $"a date, which has no {dimension.Grain.Value.Word()}s"
            : null
        where problem is not null
        select Broken(key, types[key], problem, dimension.Location);

    private static IEnumerable<Finding> Measures(SemanticModel model, IReadOnlyDictionary<DefinitionKey, string> types, ITypeMap map) =>
        from measure in model.Measures
        let key = new DefinitionKey(DefinitionKind.Measure, measure.Name, model.Name)
        where types.ContainsKey(key)
        let problem = measure.Aggregation switch
        {
            Aggregation.Sum or Aggregation.Average or Aggregation.Median or Aggregation.Percentile
                when !map.Read(types[key]).IsNumber => "not a number",
            Aggregation.SumBoolean when map.Read(types[key]).Kind != DataKind.Boolean => "not a boolean",
            _ => null,
        }
        where problem is not null
        select Broken(key, types[key], problem, measure.Location);

    // The entity of the strictest kind (primary first, then unique) sets the type; the others must be comparable with it.
    private static IEnumerable<Finding> Entities(
        List<SemanticModel> models, IReadOnlyDictionary<DefinitionKey, string> types, ITypeMap map) =>
        from same in models.SelectMany(
            m => m.Entities.Select(e => (Key: new DefinitionKey(DefinitionKind.Entity, e.Name, m.Name), Entity: e)))
            .Where(x => types.ContainsKey(x.Key))
            .GroupBy(x => x.Entity.Name)
        let standard = same.OrderBy(x => x.Entity.Kind).First()
        from other in same
        where !map.Read(types[standard.Key]).IsComparableWith(map.Read(types[other.Key]))
        select Broken(
            other.Key, types[other.Key], $"but {types[standard.Key]} in '{standard.Key.Model}', so the two cannot be joined",
            other.Entity.Location);

    private static Finding Broken(DefinitionKey key, string sqlType, string problem, SourceLocation at) =>
        new(key, new Diagnostic(DiagnosticCode.Unbound, $"{key} is {sqlType}, {problem}", at));
}
