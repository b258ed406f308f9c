using Metrics.Domain;
using Metrics.Refresh.Materializations;

namespace Metrics.Refresh.Projects;

/// <summary>The <c>refresh:</c> part of <c>metrics.yml</c>.</summary>
internal sealed record RefreshSettings
{
    /// <summary>How many tables are built at the same time.</summary>
    public int Parallelism { get; init; } = 2;

    /// <summary>How many versions of a table are kept on disk, the published one included.</summary>
    public int KeepVersions { get; init; } = 2;

    /// <summary>The longest a reader's statement may take; superseded relations are kept that long.</summary>
    public TimeSpan LongestStatement { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The longest that one table's build may take unless the table declares a limit; null for no limit.</summary>
    public TimeSpan? ModelTimeout { get; init; }

    /// <summary>How long finished runs and their test results are kept.</summary>
    public TimeSpan KeepRuns { get; init; } = TimeSpan.FromDays(90);

    /// <summary>How long the record of who asked what is kept.</summary>
    public TimeSpan KeepAudit { get; init; } = TimeSpan.FromDays(90);

    /// <summary>When a change is so large that the table is built anew.</summary>
    public RebuildRule Rebuild { get; init; } = RebuildRule.Default;

    /// <summary>The memory that all builds of a run may use together, in bytes; null for a share of the machine's memory.</summary>
    public long? BuildMemory { get; init; }

    /// <summary>How long a run may fail to renew its lease before another may take its place.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(15);
}

/// <summary>The <c>publish:</c> part of <c>metrics.yml</c>.</summary>
internal sealed record PublishSettings
{
    /// <summary>
    /// The longest that a publication waits for API processes to warm their caches; with zero, no candidate is offered to them.
    /// </summary>
    public TimeSpan Warm { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>When the worker runs which part of the graph: a five-field cron line in a time zone, and a selection.</summary>
internal sealed record ScheduleDeclaration(string Name, string Cron, TimeZoneInfo TimeZone, EquatableList<string> Select);

/// <summary>The settings in <c>metrics.yml</c>.</summary>
internal sealed record ProjectSettings(
    string Name,
    RefreshSettings Refresh,
    EquatableList<ScheduleDeclaration> Schedules,
    IReadOnlyDictionary<string, string> Vars,
    IReadOnlySet<string> PublishTogether)
{
    /// <summary>How new versions are published.</summary>
    public PublishSettings Publish { get; init; } = new();

    /// <summary>Entities that several packs may use.</summary>
    public EquatableList<string> SharedEntities { get; init; }

    /// <summary>The environment whose vars apply; null for none.</summary>
    public string? Environment { get; init; }

    /// <summary>Packs that are ignored.</summary>
    public EquatableList<string> DisabledPacks { get; init; }
}
