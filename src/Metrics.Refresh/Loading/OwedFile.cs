namespace Metrics.Refresh.Loading;

/// <summary>A file of a growing source whose rows a rollback took out of what is published: the next version has to read it again.</summary>
internal sealed record OwedFile(string Model, string Name, string Sha256);
