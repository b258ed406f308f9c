using System.Diagnostics.Metrics;
using Metrics.Answering.Admission;
using Metrics.Answering.Caching;
using Metrics.Answering.Publications;
using Metrics.Api.Audit;
using Metrics.Api.Bodies;
using Metrics.Api.Security;

namespace Metrics.Api.Telemetry;

/// <summary>The counters of this process. They are read only on collection, so they cost answers nothing.</summary>
internal sealed class ServiceMeters : IDisposable
{
    public const string Name = "Metrics.Api";

    private readonly Meter _meter = new(Name);

    public ServiceMeters(
        ResultCache results, BoundedCache<Body> bodies, ReadyAnswers ready, PublicationFeed feed, KeyFeed keys, WrongTries tries,
        AuditLog audit, Lanes lanes, RedisResults? redis = null)
    {
        _meter.CreateObservableCounter(
            "metrics.cache.answers", () => Decisions(results.Counters), null, "Answers by what the cache did for them");
        _meter.CreateObservableCounter("metrics.cache.evictions", () => results.Counters.Evictions, null, "Results that were evicted");
        _meter.CreateObservableGauge(
            "metrics.cache.memory", () => Sizes(results.Counters.Bytes, bodies.Bytes), "By",
            "Memory that results and finished bodies take");
        _meter.CreateObservableCounter("metrics.ready.hits", () => ready.Hits, null, "Requests answered with bytes that were ready");
        _meter.CreateObservableGauge(
            "metrics.publication", () => feed.Current.Value?.Publication ?? 0, null, "The publication that answers are from");
        _meter.CreateObservableGauge(
            "metrics.publication.confirmed", () => feed.Take().Confirmed ? 1 : 0, null,
            "1 while answers are certain to be of the latest publication");
        _meter.CreateObservableGauge(
            "metrics.publication.age", () => feed.PolledFor?.TotalSeconds ?? double.PositiveInfinity, "s",
            "Time since the warehouse last said which publication is the latest");
        _meter.CreateObservableGauge(
            "metrics.tables", () => Attempts(feed.Current.Value), null, "Published tables by how the last attempt at them ended");
        _meter.CreateObservableGauge(
            "metrics.keys.known", () => keys.Current is null ? 0 : 1, null, "1 while the valid API keys are known");
        _meter.CreateObservableCounter("metrics.keys.wrong", () => tries.Counted, null, "Requests with a wrong API key");
        _meter.CreateObservableCounter(
            "metrics.audit.lines",
            () => new Measurement<long>[] { new(audit.Written, Tag("state", "written")), new(audit.Lost, Tag("state", "lost")) }, null,
            "Lines of the audit log");
        _meter.CreateObservableGauge(
            "metrics.lane.statements", () => Enum.GetValues<Lane>().SelectMany(l => Statements(lanes, l)), null,
            "Statements running and waiting in each lane");
        if (redis is null)
            return;
        _meter.CreateObservableGauge("metrics.redis.up", () => redis.IsUp ? 1 : 0, null, "1 while Redis is used");
        _meter.CreateObservableCounter("metrics.redis.lookups", () => Lookups(redis.Counters), null, "Results looked for in Redis");
        _meter.CreateObservableCounter("metrics.redis.stored", () => redis.Counters.Stored, null, "Results handed to Redis");
    }

    public void Dispose() => _meter.Dispose();

    private static Measurement<long>[] Decisions(CacheCounters counters) =>
    [
        new(counters.Hits, Tag("decision", "hit")), new(counters.Remote, Tag("decision", "remote")),
        new(counters.Misses, Tag("decision", "miss")), new(counters.Shared, Tag("decision", "shared")),
        new(counters.Bypassed, Tag("decision", "bypass")),
    ];

    private static Measurement<long>[] Sizes(long results, long bodies) =>
        [new(results, Tag("of", "results")), new(bodies, Tag("of", "bodies"))];

    private static Measurement<long>[] Lookups(RedisCounters counters) =>
    [
        new(counters.Hits, Tag("result", "hit")), new(counters.Misses, Tag("result", "miss")),
        new(counters.Failures, Tag("result", "failed")), new(counters.Skipped, Tag("result", "skipped")),
    ];

    private static Measurement<long>[] Statements(Lanes lanes, Lane lane)
    {
        var (name, state) = (Tag("lane", lane.ToString().ToLowerInvariant()), lanes.StateOf(lane));
        return [new(state.AtWork, name, Tag("state", "at_work")), new(state.Waiting, name, Tag("state", "waiting"))];
    }

    private static IEnumerable<Measurement<long>> Attempts(PublicationSnapshot? snapshot) => (snapshot?.Tables ?? [])
        .GroupBy(t => t.LastAttempt.Status.ToString().ToLowerInvariant())
        .Select(g => new Measurement<long>(g.Count(), Tag("last_attempt", g.Key)));

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
