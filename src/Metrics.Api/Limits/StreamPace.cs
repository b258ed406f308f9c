using Metrics.Api.Configuration;
using Metrics.Domain.Diagnostics;

namespace Metrics.Api.Limits;

/// <summary>How slowly a client may read, and how long a stream may take.</summary>
/// <param name="LongestStall">How long a client may take for 64 KiB (<c>Metrics:StallSeconds</c>).</param>
/// <param name="LongestStream">How long a whole stream may take (<c>Metrics:StreamSeconds</c>).</param>
internal sealed record PaceSettings(TimeSpan LongestStall, TimeSpan LongestStream)
{
    /// <summary>From configuration; the defaults are 64 KiB in 10 seconds and 5 minutes in all.</summary>
    public static PaceSettings From(IConfiguration configuration) => new(
        TimeSpan.FromSeconds(Setting.Number(configuration, "StallSeconds", 10)),
        TimeSpan.FromSeconds(Setting.Number(configuration, "StreamSeconds", 300)));
}

/// <summary>Enforces the pace at which clients must read answers.</summary>
/// <param name="settings">The pace.</param>
/// <param name="clock">The clock to time by.</param>
internal sealed class StreamPace(PaceSettings settings, TimeProvider clock)
{
    /// <summary>Bytes in one write.</summary>
    public const int PartBytes = 64 * 1024;

    /// <summary>How long a whole stream may take.</summary>
    public TimeSpan LongestStream => settings.LongestStream;

    /// <summary>Cancelled when a stream that begins now must have ended.</summary>
    public CancellationTokenSource BeginStream() => new(settings.LongestStream, clock);

    /// <summary>Cancelled when a client has taken too long for a part that is sent now.</summary>
    public CancellationTokenSource BeginPart() => new(settings.LongestStall, clock);

    /// <summary>Writes the bytes part by part. Returns the reason when the client did not accept a part in time.</summary>
    /// <exception cref="OperationCanceledException">The caller went away, or the stream's time is over.</exception>
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
