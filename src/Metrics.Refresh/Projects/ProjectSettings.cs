using Metrics.Domain;
using Metrics.Refresh.Materializations;

namespace Metrics.Refresh.Projects;

/// <summary>The <c>refresh:</c> part of <c>metrics.yml</c>.</summary>
internal sealed record RefreshSettings
{
    /// <summary>How many tables are built at once.</summary>
    public int Parallelism { get; init; } = 2;

    /// <summary>How many versions of a table are kept on disk, the published one included.</summary>
    public int KeepVersions { get; init; } = 2;

    /// <summary>The longest a reader's statement may take; superseded relations are kept that long.</summary>
    public TimeSpan LongestStatement { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The longest one table's build may take unless it says otherwise; null for any time.</summary>
    public TimeSpan? ModelTimeout { get; init; }

    /// <summary>How long finished runs and their test results are kept.</summary>
    public TimeSpan KeepRuns { get; init; } = TimeSpan.FromDays(90);

    /// <summary>How long the record of who asked what is kept.</summary>
    public TimeSpan KeepAudit { get; init; } = TimeSpan.FromDays(90);

    /// <summary>When a table is built anew for the size of its change.</summary>
    public RebuildRule Rebuild { get; init; } = RebuildRule.Default;

    /// <summary>The memory that all builds of a run may take together, in bytes; null for a share of the machine's.</summary>
    public long? BuildMemory { get; init; }

    /// <summary>How long a run may be silent before another may take its place.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(15);
}

/// <summary>The <c>publish:</c> part of <c>metrics.yml</c>.</summary>
internal sealed record PublishSettings
{
    /// <summary>
    /// How long a publication waits at most for API processes to warm their caches; nothing is offered to them when it is zero.
    /// </summary>
    public TimeSpan Warm { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>When the worker runs what: a five-field cron line in a time zone.</summary>
internal sealed record ScheduleDeclaration(string Name, string Cron, TimeZoneInfo TimeZone, EquatableList<string> Select);

/// <summary>What <c>metrics.yml</c> says.</summary>
internal sealed record ProjectSettings(
    string Name,
    RefreshSettings Refresh,
    EquatableList<ScheduleDeclaration> Schedules,
    IReadOnlyDictionary<string, string> Vars,
    IReadOnlySet<string> PublishTogether)
{
    /// <summary>How new versions are brought before callers.</summary>
    public PublishSettings Publish { get; init; } = new();

    /// <summary>Entities that several packs may use.</summary>
    public EquatableList<string> SharedEntities { get; init; }

    /// <summary>The environment whose vars are in force; null for none.</summary>
    public string? Environment { get; init; }

    /// <summary>Packs that are as if they were not there.</summary>
    public EquatableList<string> DisabledPacks { get; init; }
}
