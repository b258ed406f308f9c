namespace Metrics.Semantic.Requests;

/// <summary>How much one question may ask.</summary>
public static class RequestLimits
{
    /// <summary>The bytes of a question's body.</summary>
    public const int Bytes = 1024 * 1024;

    /// <summary>Its metrics.</summary>
    public const int Metrics = 200;

    /// <summary>What it is cut by.</summary>
    public const int GroupBy = 50;

    /// <summary>Its conditions.</summary>
    public const int Where = 100;

    /// <summary>The metrics of entities in its conditions, each of which is a question of its own.</summary>
    public const int Lookups = 50;

    /// <summary>The columns it is ordered by.</summary>
    public const int OrderBy = Metrics + GroupBy;

    /// <summary>The rows it may ask for.</summary>
    public const long Rows = 5_000_000;

    /// <summary>Identifiers are cut there by the store, and so they are by most BI tools' column names.</summary>
    public const int AliasLength = 63;
}
