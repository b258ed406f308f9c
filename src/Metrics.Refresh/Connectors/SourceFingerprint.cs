namespace Metrics.Refresh.Connectors;

/// <summary>What a source's bytes are, whatever their name, place and time: the SHA-256 in hexadecimal and the length.</summary>
internal sealed record SourceFingerprint(string Sha256, long Bytes);
