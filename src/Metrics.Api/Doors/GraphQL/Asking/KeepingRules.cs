using Metrics.Answering.Answers;
using Metrics.Answering.Caching;
using Metrics.Api.Bodies;
using Metrics.Answering.Asking;

namespace Metrics.Api.Doors.GraphQL.Asking;

/// <summary>Whether a response may be sent again to an equal request, and until when.</summary>
internal sealed class KeepingRules(Circumstances made, DateTimeOffset now)
{
    private readonly Lock _gate = new();
    private bool _forbidden;
    private TimeZoneInfo? _zone;

    /// <summary>The day after which words such as "yesterday" mean another one; null when none were used.</summary>
    public AskedOn? Until => _zone is null ? null : AskedOn.Of(_zone.Id, now);

    public bool MayKeep
    {
        get
        {
            lock (_gate)
                return !_forbidden;
        }
    }

    /// <summary>It shows what changes by itself: runs, ages.</summary>
    public void Forbid()
    {
        lock (_gate)
            _forbidden = true;
    }

    /// <summary>
    /// It shows an answer. What does not last is not sent again; what was not kept as a result is too large to keep as bytes.
    /// </summary>
    public void Add(Question question, Answer answer)
    {
        lock (_gate)
        {
            _forbidden |= !question.Lasts(answer) || answer.Cache == CacheDecision.Bypass || Circumstances.Of(question.State) != made;
            if (!question.Requested.IsRelative)
                return;
            var zone = TimeZoneInfo.FindSystemTimeZoneById(question.Query.TimeZone);
            _forbidden |= _zone is not null && _zone.Id != zone.Id;
            _zone = zone;
        }
    }
}
