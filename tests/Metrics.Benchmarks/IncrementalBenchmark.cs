namespace Metrics.Benchmarks;

internal static class IncrementalBenchmark
{
    public static Task<int> RunAsync(long rows, int days) => throw new NotImplementedException($"{rows} {days}");
}
