namespace Metrics.Refresh.Models;

/// <summary>What a SQL model becomes.</summary>
internal enum Materialization
{
    /// <summary>A new relation with its rows.</summary>
    Table,

    /// <summary>A database view over the versions it was built from.</summary>
    View,

    /// <summary>Nothing of its own: inlined where it is used.</summary>
    Ephemeral,
}

internal static class MaterializationWords
{
    public static string Word(this Materialization materialization) => materialization switch
    {
        Materialization.Table => "table",
        Materialization.View => "view",
        _ => "ephemeral",
    };
}
