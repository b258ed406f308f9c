namespace Metrics.Api.Tests.Containers;

/// <summary>A test that docker-compose itself judges; skipped, and counted as skipped, where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class DockerComposeFactAttribute : FactAttribute
{
    public DockerComposeFactAttribute()
    {
        if (!(Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(p => File.Exists(Path.Combine(p, "docker-compose"))))
            Skip = "docker-compose is not installed, so docker-compose.yml was not checked by it";
    }
}
