namespace Metrics.Refresh.Graph;

/// <summary>How a SQL model is stored.</summary>
internal enum Materialization
{
    /// <summary>A new relation for each version.</summary>
    Table,

    /// <summary>A database view over the versions it was built from.</summary>
    View,

    /// <summary>Not stored: inlined where it is used.</summary>
    Ephemeral,

    /// <summary>One relation with the rows of many versions; a run writes what changed.</summary>
    Incremental,

    /// <summary>One relation that keeps every state a key has had, with the time it was valid.</summary>
    Snapshot,
}

internal static class MaterializationWords
{
    public static string Word(this Materialization materialization) => materialization switch
    {
        Materialization.Table => "table",
        Materialization.View => "view",
        Materialization.Incremental => "incremental",
        Materialization.Snapshot => "snapshot",
        _ => "ephemeral",
    };

    /// <summary>True when its relation holds the rows of many versions.</summary>
    public static bool IsVersioned(this Materialization materialization) =>
        materialization is Materialization.Incremental or Materialization.Snapshot;
}
