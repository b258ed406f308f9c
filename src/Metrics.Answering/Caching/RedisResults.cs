using Metrics.Domain.Results;
using Microsoft.Extensions.Caching.StackExchangeRedis;
using StackExchange.Redis;

namespace Metrics.Answering.Caching;

/// <summary>
/// Results shared by all processes. It fails open: whatever is wrong with Redis, a question is answered without it, at most
/// <see cref="RedisSettings.Patience"/> later.
/// </summary>
/// <remarks>Writes may arrive late, after a newer version was published: harmless, since keys name versions.</remarks>
public sealed class RedisResults : IAsyncDisposable
{
    private const int MostOutstanding = 64;
    private const long MostBytesOnTheirWay = 32L * 1024 * 1024;
    private const int FailuresInARow = 3;
    private const long NoSlidingExpiry = -1;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    // Differs from the prefix of releases that stored plain strings, since a hash cannot be read from a string.
    private static readonly string Prefix = $"metrics:results:{ResultCodec.Form}:";

    private readonly RedisSettings _settings;
    private readonly TimeProvider _clock;
    private readonly RedisConnection _connection;
    private readonly Breaker _breaker;
    private int _outstanding;
    private long _onTheirWay;
    private long _hits;
    private long _misses;
    private long _failures;
    private long _skipped;
    private long _stored;

    /// <summary>Begins to connect in the background.</summary>
    public RedisResults(RedisSettings settings, TimeProvider clock)
    {
        (_settings, _clock) = (settings, clock);
        _connection = new RedisConnection(settings.Configuration, Prefix, clock);
        _breaker = new Breaker(FailuresInARow, Pause, clock);
    }

    /// <summary>False while answers are computed without it.</summary>
    public bool IsUp => _connection.IsConnected && !_breaker.IsOpen;

    /// <summary>Counts since the process began.</summary>
    public RedisCounters Counters => new(
        Interlocked.Read(ref _hits), Interlocked.Read(ref _misses), Interlocked.Read(ref _failures), Interlocked.Read(ref _skipped),
        Interlocked.Read(ref _stored));

    /// <summary>
    /// The result that another process, or this one earlier, kept under the key; null when there is none or Redis does not answer in time.
    /// </summary>
    public async Task<ResultTable?> FindAsync(string key, CancellationToken ct)
    {
        if (_connection.Cache is not { } cache || !_breaker.MayTry())
        {
            Interlocked.Increment(ref _skipped);
            return null;
        }

        if (Interlocked.Increment(ref _outstanding) > MostOutstanding)
        {
            // The requests hang; more of them would only fill memory.
            Interlocked.Decrement(ref _outstanding);
            Interlocked.Increment(ref _skipped);
            _breaker.Failed();
            return null;
        }

        var began = _clock.GetTimestamp();
        var answering = AskAsync(cache, key);
        try
        {
            var bytes = await answering.WaitAsync(_settings.Patience, _clock, ct);
            _breaker.Succeeded();
            var table = bytes is null ? null : ResultCodec.Read(bytes);
            Interlocked.Increment(ref table is null ? ref _misses : ref _hits);
            return table;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            _breaker.Unknown();
            throw;
        }
        catch (Exception e) when (IsTrouble(e))
        {
            Interlocked.Increment(ref _failures);
            _breaker.Failed();
            return null;
        }
        finally
        {
            Meters.RedisSeconds.Record(_clock.GetElapsedTime(began).TotalSeconds);
        }
    }

    /// <summary>
    /// Sends a result without waiting until it arrives. Skipped when it is too large, or when too many bytes are being sent already.
    /// </summary>
    public void Keep(string key, ResultTable table)
    {
        if (table.Bytes / 4 > _settings.LargestValue || _connection.Database is not { } database || _breaker.IsOpen)
            return;
        var bytes = ResultCodec.Write(table);
        if (bytes.Length > _settings.LargestValue)
            return;
        if (Interlocked.Add(ref _onTheirWay, bytes.Length) > MostBytesOnTheirWay)
            Interlocked.Add(ref _onTheirWay, -bytes.Length);
        else
            _ = SendAsync(database, key, bytes);
    }

    /// <summary>Closes the connection; what is on its way may be lost.</summary>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    // A command whose connection was given up ends as cancelled, although no caller cancelled it.
    private static bool IsTrouble(Exception e) =>
        e is TimeoutException or RedisException or RedisCommandException or ObjectDisposedException or OperationCanceledException;

    // Counted until the server answers or the connection is lost, even when no caller waits any more.
    private async Task<byte[]?> AskAsync(RedisCache cache, string key)
    {
        try
        {
            return await cache.GetAsync(key, CancellationToken.None);
        }
        finally
        {
            Interlocked.Decrement(ref _outstanding);
        }
    }

    // Writes a value in the layout of RedisCache, which reads it. RedisCache itself sends the expiry as a second command after the value:
    // if that one is lost or not permitted, the value stays for ever. A transaction sets both or neither.
    private async Task SendAsync(IDatabase database, string key, byte[] bytes)
    {
        try
        {
            var both = database.CreateTransaction();
            HashEntry[] fields =
            [
                new("absexp", (_clock.GetUtcNow() + _settings.Expiry).Ticks), new("sldexp", NoSlidingExpiry), new("data", bytes),
            ];
            var commands = Task.WhenAll(both.HashSetAsync(Prefix + key, fields), both.KeyExpireAsync(Prefix + key, _settings.Expiry));
            // Awaited first: a transaction that is never sent throws here, while its commands would never complete.
            if (!await both.ExecuteAsync())
                throw new RedisException("the transaction was not executed");
            await commands;
            Interlocked.Increment(ref _stored);
        }
        catch (Exception e) when (IsTrouble(e))
        {
            Interlocked.Increment(ref _failures);
        }
        finally
        {
            Interlocked.Add(ref _onTheirWay, -bytes.Length);
        }
    }
}

/// <summary>What sharing results did since the process began.</summary>
/// <param name="Hits">Found.</param>
/// <param name="Misses">Not there.</param>
/// <param name="Failures">No answer in time, or an error.</param>
/// <param name="Skipped">Not asked, because it was failing.</param>
/// <param name="Stored">Sent.</param>
public sealed record RedisCounters(long Hits, long Misses, long Failures, long Skipped, long Stored);

/// <summary>
/// A circuit breaker: after a few failures in a row no calls are made for a while, then a single one tests whether they work again.
/// </summary>
internal sealed class Breaker(int failuresInARow, TimeSpan pause, TimeProvider clock)
{
    private int _failures;
    private long _closedFrom;
    private int _probing;

    /// <summary>True after too many failures in a row, until a call succeeds.</summary>
    public bool IsOpen => Volatile.Read(ref _failures) >= failuresInARow;

    /// <summary>True when a call may be made now; the caller must then report how it went.</summary>
    public bool MayTry()
    {
        if (!IsOpen)
            return true;
        return clock.GetTimestamp() >= Volatile.Read(ref _closedFrom) && Interlocked.CompareExchange(ref _probing, 1, 0) == 0;
    }

    public void Succeeded()
    {
        Volatile.Write(ref _failures, 0);
        Volatile.Write(ref _probing, 0);
    }

    public void Failed()
    {
        Volatile.Write(ref _closedFrom, clock.GetTimestamp() + (long)(pause.TotalSeconds * clock.TimestampFrequency));
        Interlocked.Increment(ref _failures);
        Volatile.Write(ref _probing, 0);
    }

    /// <summary>Reports neither, since the caller went away.</summary>
    public void Unknown() => Volatile.Write(ref _probing, 0);
}
