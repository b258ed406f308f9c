using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Time;
using Metrics.Semantic.Catalogs.Binding;
using Metrics.Semantic.Catalogs.Definitions;
using Metrics.Semantic.Kinds;
using Npgsql;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Semantic.Catalogs;

/// <summary>A catalog and the types it was bound with.</summary>
public sealed record BoundCatalog(Catalog Catalog, EquatableList<BoundType> Types);

/// <summary>Binds definitions to tables: every expression gets its type, and what does not fit is left out with what uses it.</summary>
public static class CatalogBinding
{
    /// <summary>Binds with types that PostgreSQL describes now, one round trip a model.</summary>
    public static async Task<BoundCatalog> DescribeAsync(CatalogDraft draft, IEnumerable<BindableTable> tables, NpgsqlDataSource data, CancellationToken ct)
    {
        var byName = tables.ToDictionary(t => t.Model, StringComparer.Ordinal);
        var (types, findings) = (new Dictionary<DefinitionKey, string>(), new List<Finding>());
        var models = draft.Models.Where(m => byName.ContainsKey(m.Table)).ToList();
        if (models.Count == 0)
            return Bind(draft, byName, types, findings, []);
        await using var connection = await data.OpenConnectionAsync(ct);
        var describe = new ExpressionTypes(connection);
        foreach (var model in models)
        {
            var members = Member.Of(model);
            var described = await describe.DescribeAsync(byName[model.Table], members, findings, ct);
            foreach (var (member, type) in members.Zip(described).Where(x => x.Second is not null))
                types[member.Key] = type!;
        }

        // Conditions speak of names in several models, so they can be judged only once all the others are.
        var bound = Bind(draft, byName, types, findings, []);
        var refused = await new ConditionChecks(connection).RefusedAsync(bound.Catalog, byName.Values, ct);
        return refused.Count == 0 ? bound : Bind(draft, byName, types, findings, refused);
    }

    /// <summary>Binds with the types that were stored when the catalog was published.</summary>
    public static BoundCatalog Bind(CatalogDraft draft, IEnumerable<BindableTable> tables, IEnumerable<BoundType> stored)
    {
        var byName = tables.ToDictionary(t => t.Model, StringComparer.Ordinal);
        var known = stored.ToDictionary(t => (t.Model, t.Name), t => t.SqlType);
        var (types, findings) = (new Dictionary<DefinitionKey, string>(), new List<Finding>());
        foreach (var member in draft.Models.Where(m => byName.ContainsKey(m.Table)).SelectMany(Member.Of))
        {
            if (known.TryGetValue((member.Key.Model!, BoundType.NameOf(member.Key)), out var type))
                types[member.Key] = type;
            else
            {
                findings.Add(new Finding(member.Key, new Diagnostic(
                    DiagnosticCode.Unbound, $"{member.Key}: '{member.Expr}' did not fit its table when it was published", member.Location)));
            }
        }

        return Bind(draft, byName, types, findings, StoredRefusals.Read(stored));
    }

    private static BoundCatalog Bind(
        CatalogDraft draft, Dictionary<string, BindableTable> tables, Dictionary<DefinitionKey, string> types, List<Finding> findings,
        IReadOnlyList<(DefinitionKey Key, string Problem)> refused)
    {
        findings = [.. findings, .. refused.Select(r => ConditionChecks.Refused(r.Key, draft.PlaceOf(r.Key), r.Problem))];
        var untested = TableChecks.Untested(draft, tables).ToList();
        findings.AddRange(TableChecks.Missing(draft, tables));
        findings.AddRange(TypeChecks.Check(draft.Models, types));
        // Breaks nothing by itself: its rows can still be counted, only nothing is joined to them.
        findings.AddRange(untested.Select(u => new Finding(Breaks: null, u.Problem)));
        var sound = draft.Without(findings);
        var joinless = untested.Select(u => (u.Model, u.Entity.Name)).ToHashSet();
        var models = sound.Models.Select(m => Typed(m, types, joinless)).ToList();
        var stored = types.Select(t => new BoundType(t.Key.Model!, BoundType.NameOf(t.Key), t.Value))
            .Concat(StoredRefusals.Write(refused))
            .OrderBy(t => t.Model, StringComparer.Ordinal).ThenBy(t => t.Name, StringComparer.Ordinal).ToEquatableList();
        var catalog = new Catalog(
            models, WithUnits(sound.Metrics, models), sound.SavedQueries, sound.Diagnostics, CatalogVersion.Of(draft.Source, stored, sound.Diagnostics),
            sound.TimeSpines, draft.Source.Files.Where(f => f.Kept).Select(f => f.Path));
        return new BoundCatalog(catalog, stored);
    }

    private static SemanticModel Typed(SemanticModel model, Dictionary<DefinitionKey, string> types, HashSet<(string Model, string Entity)> joinless)
    {
        string Type(DefinitionKind kind, string name) => types[new DefinitionKey(kind, name, model.Name)];
        return model with
        {
            Entities = model.Entities.Select(e => e with
            {
                SqlType = Type(DefinitionKind.Entity, e.Name),
                Kind = joinless.Contains((model.Name, e.Name)) ? EntityKind.Foreign : e.Kind,
            }).ToEquatableList(),
            Dimensions = model.Dimensions.Select(d => Typed(d, Type(DefinitionKind.Dimension, d.Name))).ToEquatableList(),
            Measures = model.Measures.Select(m => m with { SqlType = Type(DefinitionKind.Measure, m.Name) }).ToEquatableList(),
        };
    }

    private static Dimension Typed(Dimension dimension, string sqlType) => dimension with
    {
        SqlType = sqlType,
        Type = dimension.Grain is not { } grain ? SqlTypes.ToValueType(sqlType) : grain.IsDateLike() ? ValueType.Date : ValueType.Timestamp,
    };

    // An amount is in its measure's currency unless its metric says otherwise.
    private static IEnumerable<Metric> WithUnits(IEnumerable<Metric> metrics, List<SemanticModel> models)
    {
        var measures = models.SelectMany(m => m.Measures).ToDictionary(m => m.Name);
        return metrics.Select(metric => metric is SimpleMetric { Unit: null } simple
            && measures[simple.Measure] is { Aggregation: not (Aggregation.Count or Aggregation.CountDistinct or Aggregation.SumBoolean), Currency: { } currency }
            ? simple with { Unit = currency }
            : metric);
    }
}
