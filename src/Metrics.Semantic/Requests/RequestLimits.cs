namespace Metrics.Semantic.Requests;

/// <summary>The limits of one question.</summary>
public static class RequestLimits
{
    /// <summary>The bytes of a question's body.</summary>
    public const int Bytes = 1024 * 1024;

    /// <summary>Its metrics.</summary>
    public const int Metrics = 200;

    /// <summary>Its groupings.</summary>
    public const int GroupBy = 50;

    /// <summary>Its conditions.</summary>
    public const int Where = 100;

    /// <summary>The metrics of entities in its conditions, each of which is a separate question.</summary>
    public const int Lookups = 50;

    /// <summary>The columns it is ordered by.</summary>
    public const int OrderBy = Metrics + GroupBy;

    /// <summary>The rows it may ask for.</summary>
    public const long Rows = 5_000_000;

    /// <summary>The length of an alias: the store cuts longer identifiers, and most BI tools cut longer column names.</summary>
    public const int AliasLength = 63;
}
