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
