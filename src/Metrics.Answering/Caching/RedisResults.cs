using Metrics.Domain.Results;
using Microsoft.Extensions.Caching.StackExchangeRedis;
using StackExchange.Redis;

namespace Metrics.Answering.Caching;

/// <summary>
/// Results that all processes share. It fails open: whatever is wrong with Redis, a question is answered without it, at most
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

    // Not that of releases which kept plain strings: a hash cannot be read from where a string is.
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

    /// <summary>False while answers are found without it.</summary>
    public bool IsUp => _connection.IsConnected && !_breaker.IsOpen;

    /// <summary>What happened so far.</summary>
    public RedisCounters Counters => new(
        Interlocked.Read(ref _hits), Interlocked.Read(ref _misses), Interlocked.Read(ref _failures), Interlocked.Read(ref _skipped),
        Interlocked.Read(ref _stored));

    /// <summary>
    /// The result another process, or this one before, kept under the key; null when there is none or nobody can tell in time.
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
            // They hang; more of them would only fill memory.
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
    /// Hands a result over, without waiting for it to arrive; not when it is too large or too much is on its way already.
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

    // A command that was given up with its connection is cancelled, by nobody here.
    private static bool IsTrouble(Exception e) =>
        e is TimeoutException or RedisException or RedisCommandException or ObjectDisposedException or OperationCanceledException;

    // Counted until the server has answered or the connection is gone, however long nobody waits for it any more.
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

    // As RedisCache lays a value out, which reads it. It sends the expiry behind the value, as a command of its own: where that one does
    // not arrive, or may not be given, the value stays for ever. In a transaction there are both or neither.
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
            // One that is never sent leaves its commands waiting for ever, and throws itself.
            if (!await both.ExecuteAsync())
                throw new RedisException("the transaction was not carried out");
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
/// <param name="Stored">Handed over.</param>
public sealed record RedisCounters(long Hits, long Misses, long Failures, long Skipped, long Stored);
