namespace Metrics.Semantic.Requests;

/// <summary>The limits of one question.</summary>
public static class RequestLimits
{
    /// <summary>The most bytes of a question's body.</summary>
    public const int Bytes = 1024 * 1024;

    /// <summary>The most metrics.</summary>
    public const int Metrics = 200;

    /// <summary>The most groupings.</summary>
    public const int GroupBy = 50;

    /// <summary>The most conditions.</summary>
    public const int Where = 100;

    /// <summary>The most metrics of entities in its conditions; each is a separate question.</summary>
    public const int Lookups = 50;

    /// <summary>The most columns in its order.</summary>
    public const int OrderBy = Metrics + GroupBy;

    /// <summary>The most rows that it may ask for.</summary>
    public const long Rows = 5_000_000;

    /// <summary>The length of an alias: the store cuts longer identifiers, and most BI tools cut longer column names.</summary>
    public const int AliasLength = 63;
}
