using Metrics.Api.Configuration;
using Metrics.Domain.Diagnostics;

namespace Metrics.Api.Limits;

/// <summary>How slowly a client may read, and how long a stream may take.</summary>
/// <param name="LongestStall">How long a client may take for 64 KiB (<c>Metrics:StallSeconds</c>).</param>
/// <param name="LongestStream">How long a stream may take altogether (<c>Metrics:StreamSeconds</c>).</param>
internal sealed record PaceSettings(TimeSpan LongestStall, TimeSpan LongestStream)
{
    /// <summary>By configuration; 64 KiB in 10 seconds and 5 minutes in all without.</summary>
    public static PaceSettings From(IConfiguration configuration) => new(
        TimeSpan.FromSeconds(Setting.Number(configuration, "StallSeconds", 10)),
        TimeSpan.FromSeconds(Setting.Number(configuration, "StreamSeconds", 300)));
}

/// <summary>Holds clients to the pace at which answers must be read.</summary>
/// <param name="settings">The pace.</param>
/// <param name="clock">Waits.</param>
internal sealed class StreamPace(PaceSettings settings, TimeProvider clock)
{
    /// <summary>Bytes that are handed over at once.</summary>
    public const int PartBytes = 64 * 1024;

    /// <summary>How long a stream may take altogether.</summary>
    public TimeSpan LongestStream => settings.LongestStream;

    /// <summary>Cancelled when a stream that begins now has to be at its end.</summary>
    public CancellationTokenSource BeginStream() => new(settings.LongestStream, clock);

    /// <summary>Cancelled when a client has taken too long for one part that it is given now.</summary>
    public CancellationTokenSource BeginPart() => new(settings.LongestStall, clock);

    /// <summary>Writes it part by part; gives the reason when the client did not take one in time.</summary>
    /// <exception cref="OperationCanceledException">The caller went away, or the stream is over.</exception>
    public async Task<Diagnostic?> WriteAsync(Stream body, ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        using var stalled = new CancellationTokenSource(Timeout.InfiniteTimeSpan, clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, stalled.Token);
        try
        {
            for (var at = 0; at < bytes.Length; at += PartBytes)
            {
                var writing = body.WriteAsync(bytes.Slice(at, Math.Min(PartBytes, bytes.Length - at)), stop.Token);
                if (writing.IsCompletedSuccessfully)
                    continue;
                stalled.CancelAfter(settings.LongestStall);
                await writing;
                stalled.CancelAfter(Timeout.InfiniteTimeSpan);
            }

            return null;
        }
        catch (OperationCanceledException) when (stalled.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            return new Diagnostic(
                DiagnosticCode.StalledReader, $"the client did not take {PartBytes} bytes in {settings.LongestStall.TotalSeconds:0.#} s");
        }
    }
}
