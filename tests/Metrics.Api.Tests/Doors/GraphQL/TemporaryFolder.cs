namespace Metrics.Api.Tests.Doors.GraphQL;

/// <summary>A folder that is removed with its test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("metrics-graphql-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
