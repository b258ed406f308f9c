namespace Metrics.Refresh.Connectors;

/// <summary>Identifies a source's bytes, regardless of name, place and time: SHA-256 in hexadecimal, and the length.</summary>
internal sealed record SourceFingerprint(string Sha256, long Bytes);
