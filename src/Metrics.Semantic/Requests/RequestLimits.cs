namespace Metrics.Semantic.Requests;

/// <summary>How much one question may ask.</summary>
internal static class RequestLimits
{
    public const int Bytes = 1024 * 1024;
    public const int Metrics = 200;
    public const int GroupBy = 50;
    public const int Where = 100;
    public const int OrderBy = Metrics + GroupBy;
    public const long Rows = 5_000_000;

    /// <summary>PostgreSQL cuts identifiers there, and so do most BI tools' column names.</summary>
    public const int AliasLength = 63;
}
