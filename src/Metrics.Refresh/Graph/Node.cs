using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Refreshing;
using Metrics.Refresh.DataTests;
using Metrics.Refresh.Sources;
using Metrics.Refresh.Sql;

namespace Metrics.Refresh.Graph;

/// <summary>A table of the project (source, seed or model): what the refresh orders, builds, tests and publishes.</summary>
internal abstract record Node
{
    private protected Node()
    {
    }

    /// <summary>Unique in the project; a bronze table's is <c>&lt;source&gt;__&lt;table&gt;</c>.</summary>
    public required string Name { get; init; }

    public required string Pack { get; init; }

    public required Layer Layer { get; init; }

    public required string? Description { get; init; }

    /// <summary>Columns tested to be unique and not null together; empty for none.</summary>
    public required EquatableList<string> Key { get; init; }

    /// <summary>The columns that identify a row for readers; empty for none.</summary>
    public virtual EquatableList<string> RowKey => Key;

    public required EquatableList<EquatableList<string>> Indexes { get; init; }

    public required EquatableList<DataTest> Tests { get; init; }

    /// <summary>Words to select it by.</summary>
    public EquatableList<string> Tags { get; init; }

    /// <summary>The longest its build may take; null when it declares no limit.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Columns whose values never leave the tables: not in samples of bad rows, not through a BI tool's grants.</summary>
    public EquatableList<string> Secret { get; init; }

    /// <summary>The only columns of its view that people's roles may read; null for all but secret ones, or none if it has policies.
    /// </summary>
    public EquatableList<string>? Grants { get; init; }

    /// <summary>False to ignore its definition, as if it did not exist.</summary>
    public bool Enabled { get; init; } = true;

    public required SourceLocation Location { get; init; }

    /// <summary>Nodes whose rows this one reads.</summary>
    public abstract IEnumerable<NodeReference> Inputs { get; }

    /// <summary>How it is stored, as recorded with its versions.</summary>
    public abstract string Kind { get; }

    /// <summary>Nodes that must be finished before this one is tested: those that its tests read.</summary>
    public IEnumerable<NodeReference> TestInputs => Tests
        .SelectMany(t => t.OtherTables.Where(o => o != Name).Select(o => new NodeReference(o, t.PlaceOfName(o))));
}

/// <summary>The name by which one node refers to another, and where it does so.</summary>
internal sealed record NodeReference(string Name, SourceLocation Location);

/// <summary>A bronze table, loaded by a connector.</summary>
internal sealed record SourceNode : Node
{
    public required SourceTable Table { get; init; }

    public override IEnumerable<NodeReference> Inputs => [];

    public override string Kind => "source";
}

/// <summary>A CSV file that belongs to the project.</summary>
internal sealed record SeedNode : Node
{
    public required SourceTable Table { get; init; }

    public override IEnumerable<NodeReference> Inputs => [];

    public override string Kind => "seed";
}

/// <summary>A SQL file.</summary>
internal sealed record ModelNode : Node
{
    public required Materialization Materialization { get; init; }

    /// <summary>True when it is declared to give another result each time, so that every run builds it.</summary>
    public required bool Volatile { get; init; }

    /// <summary>Which rows change when an input changes; null when all are compared.</summary>
    public Increment? Increment { get; init; }

    /// <summary>How a snapshot detects changes; null for other materializations.</summary>
    public SnapshotRule? Snapshot { get; init; }

    public required SqlTemplate Template { get; init; }

    /// <summary>The whole file including its header, with line feeds only; its fingerprint is made from this.</summary>
    public required string Text { get; init; }

    public override IEnumerable<NodeReference> Inputs => Template.References.Select(r => new NodeReference(r.Name, r.Location));

    // A snapshot has a row for every state of a key.
    public override EquatableList<string> RowKey => Snapshot is null || Key.Count == 0 ? Key : [.. Key, SnapshotRule.ValidFrom];

    public override string Kind => Materialization.Word();
}
