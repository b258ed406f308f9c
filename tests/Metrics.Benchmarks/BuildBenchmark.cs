namespace Metrics.Benchmarks;

internal static class BuildBenchmark
{
    public static Task<int> RunAsync(long rows, int rounds) => throw new NotImplementedException($"{rows} {rounds}");
}
