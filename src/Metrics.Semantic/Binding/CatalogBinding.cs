using System.Collections.Frozen;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Domain.Results;
using Metrics.Domain.Time;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Catalogs.Definitions;
using Metrics.Semantic.Catalogs.Externals;
using Metrics.Semantic.Catalogs.Rules;
using Metrics.Semantic.Catalogs.Written;
using Metrics.Semantic.Engine;
using Metrics.Semantic.Kinds;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Semantic.Binding;

/// <summary>A catalog and the types it was bound with.</summary>
public sealed record BoundCatalog(Catalog Catalog, EquatableList<BoundType> Types);

/// <summary>Binds definitions to tables: every expression gets its type; what does not fit is left out, with all that uses it.</summary>
public static class CatalogBinding
{
    // How many levels of formulas over formulas are typed. A deeper one is a double, as is everything without a type.
    private const int DeepestFormula = 8;

    private static readonly IReadOnlyDictionary<string, string> NoFormulas = new Dictionary<string, string>();

    /// <summary>
    /// Binds with the types that the store describes now, in one round trip a model; plain tables too, if the project names a schema of
    /// them.
    /// </summary>
    public static async Task<BoundCatalog> DescribeAsync(
        CatalogDraft draft, IEnumerable<BindableTable> tables, IStore store, CancellationToken ct)
    {
        var byName = tables.ToDictionary(t => t.Model, StringComparer.Ordinal);
        var (types, findings) = (new Dictionary<DefinitionKey, string>(), new List<Finding>());
        var ofNewer = Closings(draft).ToList();
        if (draft.Source.External is null && !draft.Models.Any(m => byName.ContainsKey(m.Table)))
            return Bind(draft, store.Types, byName, types, findings, [], [], NoFormulas, [.. ofNewer, .. Unplaced(draft, byName)]);
        await using var describe = await store.OpenAsync(ct);
        var externals = draft.Source.External is { } external
            ? await ExternalKeys.ReadAsync(describe, external, draft, byName, ct) : ExternalKeys.None;
        foreach (var table in externals.Tables.Values)
            byName.Add(table.Model, table);
        findings.AddRange(await externals.WrongChangeKeyAsync(describe, store.Types.Engine, ct));
        if (draft.Source.External is { } places && await ExternalTables.OtherDatabaseAsync(describe, places, ct) is { } elsewhere)
            findings.Add(elsewhere);
        ofNewer.AddRange(Unplaced(draft, byName));
        var models = draft.Models.Where(m => byName.ContainsKey(m.Table)).ToList();
        var expressions = new ExpressionTypes(describe, store.Types.Engine);
        foreach (var model in models)
        {
            var members = Member.Of(model);
            var described = await expressions.DescribeAsync(byName[model.Table], members, findings, ct);
            foreach (var (member, type) in members.Zip(described).Where(x => x.Second is not null))
                types[member.Key] = type!;
        }

        // Conditions use names of several models, so they can be checked only once all models are bound.
        var bound = Bind(draft, store.Types, byName, types, findings, [], [], NoFormulas, ofNewer, externals);
        var formulas = NoFormulas;
        // A formula over formulas gets its type one round after they do.
        for (var depth = 0; depth < DeepestFormula; depth++)
        {
            var known = await FormulaTypes.DescribeAsync(describe, bound.Catalog, ct);
            if (known.Count == formulas.Count && known.All(t => formulas.GetValueOrDefault(t.Key) == t.Value))
                break;
            formulas = known;
            bound = Bind(draft, store.Types, byName, types, findings, [], [], formulas, ofNewer, externals);
        }

        var overlaps = await new ValidityChecks(describe).OverlapsAsync(bound.Catalog.Models.Values, byName, ct);
        var refused = await new ConditionChecks(describe).RefusedAsync(bound.Catalog, byName.Values, ct);
        return refused.Count + overlaps.Count == 0 ? bound
            : Bind(draft, store.Types, byName, types, findings, refused, overlaps, formulas, ofNewer, externals);
    }

    /// <summary>Binds with the types that were stored when the catalog was published.</summary>
    /// <param name="draft">The definitions.</param>
    /// <param name="tables">The tables.</param>
    /// <param name="stored">The types, in the words of the tables' store.</param>
    /// <param name="map">Reads these words.</param>
    public static BoundCatalog Bind(CatalogDraft draft, IEnumerable<BindableTable> tables, IEnumerable<BoundType> stored, ITypeMap map)
    {
        var byName = tables.ToDictionary(t => t.Model, StringComparer.Ordinal);
        var told = stored.Concat(Closings(draft)).Concat(Unplaced(draft, byName)).Distinct().ToList();
        var closed = StoredClosings.Read(told);
        var known = told.ToDictionary(t => (t.Model, t.Name), t => t.SqlType);
        var (types, findings) = (new Dictionary<DefinitionKey, string>(), new List<Finding>());
        // The texts that closed these models were not published: the models stay closed, and no misfit with their tables is reported.
        findings.AddRange(draft.Models.SelectMany(m => closed[m.Name].Select(path => UnreadPolicies.Closed(m, path))));
        foreach (var member in draft.Models.Where(m => byName.ContainsKey(m.Table) && !closed.Contains(m.Name)).SelectMany(Member.Of))
        {
            if (known.TryGetValue((member.Key.Model!, BoundType.NameOf(member.Key)), out var type))
                types[member.Key] = type;
            else
            {
                findings.Add(new Finding(member.Key, new Diagnostic(
                    DiagnosticCode.Unbound, $"{member.Key}: '{member.Expr}' did not fit its table when it was published",
                    member.Location)));
            }
        }

        var ofNewer = told.Where(t => t.IsOfNewerText).ToList();
        var bound = Bind(
            draft, map, byName, types, findings, StoredRefusals.Read(told), StoredRefusals.ReadOverlaps(told), FormulaTypes.Read(told),
            ofNewer);
        return bound with
        {
            Catalog = bound.Catalog.Keeping(StoredErrors.Read(ofNewer).Select(e => StoredErrors.Told(e, closes: true)).ToEquatableList()),
        };
    }

    private static IEnumerable<BoundType> Closings(CatalogDraft draft) =>
        StoredClosings.Write(UnreadPolicies.Closings(draft.Source, draft.Set));

    private static IEnumerable<BoundType> Unplaced(CatalogDraft draft, IReadOnlyDictionary<string, BindableTable> tables) =>
        StoredClosings.Write(UnplacedPolicies.Of(draft, tables));

    private static BoundCatalog Bind(
        CatalogDraft draft, ITypeMap map, Dictionary<string, BindableTable> tables, Dictionary<DefinitionKey, string> types,
        List<Finding> findings,
        IReadOnlyList<RefusedSql> refused, IReadOnlyList<(string Model, string Entity)> overlaps,
        IReadOnlyDictionary<string, string> formulas, IReadOnlyList<BoundType> ofNewer, ExternalKeys? externals = null)
    {
        var given = findings;
        findings = [.. findings, .. refused.Select(r => ConditionChecks.Refused(draft, map.Engine, r))];
        var keys = externals ?? ExternalKeys.None;
        var ofTypes = TypeChecks.Check(draft.Models, types, map).ToList();
        // An expression without a type is no key either; one report is enough.
        var wrong = findings.Concat(ofTypes).Select(f => f.Breaks).ToHashSet();
        var untested = TableChecks.Untested(draft, tables).Where(u => !keys.Knows(u.Model)).Concat(keys.Refused(draft.Sound.Models))
            .Concat(Overlapping(draft, overlaps, keys))
            .Where(u => !wrong.Contains(new DefinitionKey(DefinitionKind.Entity, u.Entity.Name, u.Model))
                && !wrong.Contains(DefinitionKey.OfModel(u.Model))).ToList();
        var missing = TableChecks.Missing(draft, tables).ToList();
        findings.AddRange(missing);
        findings.AddRange(ofTypes);
        // Breaks is null: the rows of such a model can still be counted, only nothing is joined to them.
        findings.AddRange(untested.Select(u => new Finding(Breaks: null, u.Problem)));
        findings.AddRange(TypeChecks.TextTimes(draft.Models, types, map).Select(t => new Finding(Breaks: null, t)));
        var sound = draft.Without(findings, StoredClosings.ReadTables(ofNewer).Select(c => c.Closed));
        var joinless = untested.Select(u => (u.Model, u.Entity.Name)).ToHashSet();
        var models = sound.Models.Select(m => keys.Applied(Partitioned(Typed(m, types, map, joinless), tables), overlaps)).ToList();
        var stored = types.Select(t => new BoundType(t.Key.Model!, BoundType.NameOf(t.Key), t.Value))
            .Concat(StoredRefusals.Write(refused)).Concat(StoredRefusals.Write(overlaps)).Concat(FormulaTypes.Write(formulas))
            .Concat(ofNewer)
            .OrderBy(t => t.Model, StringComparer.Ordinal).ThenBy(t => t.Name, StringComparer.Ordinal).ToEquatableList();
        var diagnostics = draft.Source.SettingsProblem is { } problem
            ? sound.Diagnostics.Prepend(problem).ToEquatableList() : sound.Diagnostics;
        var spines = sound.TimeSpines.Select(t => t with { DataType = map.Read(SpineType(t, tables)) }).ToList();
        var catalog = new Catalog(
            models, WithFormulas(WithUnits(sound.Metrics, models), formulas, map), sound.SavedQueries, diagnostics,
            CatalogVersion.Of(draft.Source, stored, diagnostics, OfTables(models, spines, keys.Tables.Values)),
            spines,
            draft.Source.Files.Where(f => f.Kept).Select(f => f.Path))
        {
            Types = map,
            KeysDeclared = draft.Source.External is { KeysDeclared: true },
            ChangeKey = draft.Source.External?.ChangeKey,
            ClosedTables = sound.ClosedTables,
            Unread = UnreadFiles.Of(draft.Source, sound.Diagnostics),
            BrokenFiles = UnreadFiles.Broken(sound.Diagnostics.Except(missing.Select(m => m.Diagnostic))),
            External = keys.Tables.Values.ToFrozenDictionary(t => t.Model, ExternalTables.Unversioned, StringComparer.Ordinal),
        };
        // A policy that does not fit its table closes that table, and so the other models over it: bind again without them.
        var policies = PolicyChecks.Of(catalog, tables).Except(given).ToList();
        return policies.Count == 0 ? new BoundCatalog(catalog, stored)
            : Bind(draft, map, tables, types, [.. given, .. policies], refused, overlaps, formulas, ofNewer, externals);
    }

    private static IEnumerable<Metric> WithFormulas(
        IEnumerable<Metric> metrics, IReadOnlyDictionary<string, string> formulas, ITypeMap map) => metrics.Select(
            m => m is DerivedMetric derived && formulas.TryGetValue(m.Name, out var type) ? derived with { Type = map.Read(type) } : m);

    private static IEnumerable<(string Model, Entity Entity, Diagnostic Problem)> Overlapping(
        CatalogDraft draft, IReadOnlyList<(string Model, string Entity)> overlaps, ExternalKeys keys) =>
        from model in draft.Sound.Models
        where !keys.AreDeclared(model)
        from entity in model.Entities
        where overlaps.Contains((model.Name, entity.Name))
        select (model.Name, entity, ValidityChecks.Problem(model, entity));

    // What a catalog takes from its tables in addition to the types of its expressions.
    private static IEnumerable<string> OfTables(
        IEnumerable<SemanticModel> models, IEnumerable<TimeSpine> spines, IEnumerable<BindableTable> external) =>
        models.SelectMany(m => m.Entities.Where(e => e.IsPerPartition || e.Repeats)
                .Select(e => $"{m.Name} {e.Name} {e.IsPerPartition} {e.Repeats}"))
            .Concat(spines.Select(s => $"{s.Table} {s.Column} {s.DataType}"))
            // A published table's columns come with its pointer. External tables have no pointer, and masks depend on all their columns.
            .Concat(external.SelectMany(t => t.Columns.Select(c => $"{t.Model} {c.Name} {c.Type}"))).Order(StringComparer.Ordinal);

    private static string SpineType(TimeSpine spine, Dictionary<string, BindableTable> tables) =>
        tables[spine.Table].Columns.FirstOrDefault(c => c.Name == spine.Column)?.Type ?? "date";

    private static SemanticModel Typed(
        SemanticModel model, Dictionary<DefinitionKey, string> types, ITypeMap map, HashSet<(string Model, string Entity)> joinless)
    {
        DataType Type(DefinitionKind kind, string name) => map.Read(types[new DefinitionKey(kind, name, model.Name)]);
        return model with
        {
            Entities = model.Entities.Select(e => e with
            {
                DataType = Type(DefinitionKind.Entity, e.Name),
                Kind = joinless.Contains((model.Name, e.Name)) ? EntityKind.Foreign : e.Kind,
            }).ToEquatableList(),
            Dimensions = model.Dimensions.Select(d => Typed(d, Type(DefinitionKind.Dimension, d.Name))).ToEquatableList(),
            Measures = model.Measures.Select(m => m with { DataType = Type(DefinitionKind.Measure, m.Name) }).ToEquatableList(),
        };
    }

    private static SemanticModel Partitioned(SemanticModel model, Dictionary<string, BindableTable> tables) =>
        !model.Dimensions.Any(d => d.IsPartition) ? model : model with
        {
            Entities = [
                .. model.Entities.Select(e => e with { IsPerPartition = TableChecks.IsPartitionKey(model, e, tables[model.Table]) })],
        };

    private static Dimension Typed(Dimension dimension, DataType type) => dimension.IsTime && type.Kind == DataKind.Text
        ? Typed(dimension with { Expr = $"cast(({dimension.Expr}\n) as timestamp)" }, DataType.LocalTime)
        : dimension with
    {
        DataType = type,
        Type = dimension.Grain is not { } grain ? type.Value : grain.IsDateLike() ? ValueType.Date : ValueType.Timestamp,
    };

    // An amount is in its measure's currency unless its metric says otherwise.
    internal static IEnumerable<Metric> WithUnits(IEnumerable<Metric> metrics, List<SemanticModel> models)
    {
        var measures = models.SelectMany(m => m.Measures).ToDictionary(m => m.Name);
        return metrics.Select(metric => metric is SimpleMetric { Unit: null } simple
            && measures[simple.Measure] is { Aggregation: not (Aggregation.Count or Aggregation.CountDistinct or Aggregation.SumBoolean),
                Currency: { } currency }
            ? simple with { Unit = currency }
            : metric);
    }
}
