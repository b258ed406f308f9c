using System.Collections.Frozen;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Catalogs.Externals;
using Metrics.Semantic.Catalogs.Written;
using Metrics.Semantic.Engine;

namespace Metrics.Semantic.Binding;

/// <summary>Tables of a plain schema, and whether their rows agree with the keys that are declared for them.</summary>
internal sealed class ExternalKeys(
    ExternalSchema? external, FrozenDictionary<string, BindableTable> tables,
    IReadOnlyDictionary<(string Model, string Entity), KeyState> states)
{
    private readonly HashSet<string> _models = states.Keys.Select(k => k.Model).ToHashSet(StringComparer.Ordinal);

    public static ExternalKeys None { get; } = new(
        null, FrozenDictionary<string, BindableTable>.Empty, new Dictionary<(string, string), KeyState>());

    /// <summary>By the model's name, as in <c>ref('…')</c>.</summary>
    public FrozenDictionary<string, BindableTable> Tables => tables;

    public static async Task<ExternalKeys> ReadAsync(
        IDescriber describe, ExternalSchema external, CatalogDraft draft, IReadOnlyDictionary<string, BindableTable> published,
        CancellationToken ct)
    {
        var found = await ExternalTables.ReadAsync(describe, external, draft, published.Keys.ToHashSet(StringComparer.Ordinal), ct);
        var tables = found.ToFrozenDictionary(t => t.Model, StringComparer.Ordinal);
        return new ExternalKeys(external, tables, await KeyChecks.RunAsync(describe, draft.Sound.Models, tables, ct));
    }

    /// <summary>The store's message about a wrong change key. Without a change key answers are right, but not cached.</summary>
    public async Task<IEnumerable<Finding>> WrongChangeKeyAsync(IDescriber describe, string engine, CancellationToken ct) =>
        external is { ChangeKey: { } query, ChangeKeyAt: var at } && await describe.ChangeKeyProblemAsync(query, ct) is { } problem
            ? [new Finding(Breaks: null, new Diagnostic(
                DiagnosticCode.Unbound, $"change_key: {engine} refuses it: {problem}", at,
                "qualify tables with their schema; until then no answer over plain tables is cached"))]
            : [];

    /// <summary>True for models whose keys were checked against the data here, so that they need no key tested by a refresh.</summary>
    public bool Knows(string model) => _models.Contains(model);

    /// <summary>True for models whose declared keys are trusted, whatever the data say.</summary>
    public bool AreDeclared(SemanticModel model) => external is { KeysDeclared: true } && tables.ContainsKey(model.Table);

    /// <summary>Entities that nothing may be joined to, because the data contradict the declared key.</summary>
    public IEnumerable<(string Model, Entity Entity, Diagnostic Problem)> Refused(IEnumerable<SemanticModel> models) =>
        from model in models
        where external is { KeysDeclared: false }
        from entity in model.Entities
        where StateOf(model, entity) == KeyState.Repeats
        select (model.Name, entity, new Diagnostic(
            DiagnosticCode.UntestedKey,
            $"entity '{entity.Name}' of semantic model '{model.Name}' is {entity.Kind.ToString().ToLowerInvariant()}, but "
            + $"'{entity.Expr}' has duplicates in '{model.Table}'",
            entity.Location,
            "fix the table or make the entity foreign; until then nothing is joined to it"));

    /// <summary>The model, its entities marked with what the data say of their keys.</summary>
    public SemanticModel Applied(SemanticModel model, IReadOnlyList<(string Model, string Entity)> overlaps) =>
        !tables.ContainsKey(model.Table) ? model : model with
        {
            Entities = [.. model.Entities.Select(e => e with
            {
                IsPerPartition = StateOf(model, e) == KeyState.PerPartition,
                Repeats = AreDeclared(model) && (StateOf(model, e) == KeyState.Repeats || overlaps.Contains((model.Name, e.Name))),
            })],
        };

    private KeyState StateOf(SemanticModel model, Entity entity) =>
        states.TryGetValue((model.Name, entity.Name), out var state) ? state : KeyState.Unique;
}

/// <summary>What the data say about an entity that is declared primary or unique.</summary>
internal enum KeyState
{
    /// <summary>One row for each key.</summary>
    Unique,

    /// <summary>One row for each key in every partition.</summary>
    PerPartition,

    /// <summary>Several rows for one key.</summary>
    Repeats,
}

/// <summary>Checks in tables that no refresh tests whether declared keys are keys.</summary>
internal static class KeyChecks
{
    /// <summary>States by model and entity. One that cannot be checked (a wrong expression) is reported elsewhere and left out.</summary>
    public static async Task<Dictionary<(string Model, string Entity), KeyState>> RunAsync(
        IDescriber describe, IEnumerable<SemanticModel> models, IReadOnlyDictionary<string, BindableTable> external, CancellationToken ct)
    {
        var states = new Dictionary<(string, string), KeyState>();
        foreach (var model in models.Where(m => external.ContainsKey(m.Table)))
        {
            var partitions = model.Dimensions.Where(d => d.IsPartition).Select(d => d.Expr).ToList();
            foreach (var entity in model.Entities.Where(e => e.Kind is EntityKind.Primary or EntityKind.Unique))
            {
                var table = external[model.Table].Source;
                if (await describe.RepeatsAsync(table, [entity.Expr], ct) is not { } repeats)
                    continue;
                var state = !repeats ? KeyState.Unique
                    : partitions.Count > 0 && await describe.RepeatsAsync(table, [entity.Expr, .. partitions], ct) is false
                        ? KeyState.PerPartition
                    : KeyState.Repeats;
                states[(model.Name, entity.Name)] = state;
            }
        }

        return states;
    }
}
