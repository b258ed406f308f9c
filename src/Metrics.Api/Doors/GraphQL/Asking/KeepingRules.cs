using Metrics.Answering.Answers;
using Metrics.Answering.Caching;
using Metrics.Api.Bodies;
using Metrics.Answering.Asking;

namespace Metrics.Api.Doors.GraphQL.Asking;

/// <summary>Decides whether a response may be sent again to an equal request, and until when.</summary>
internal sealed class KeepingRules(Circumstances made, DateTimeOffset now)
{
    private readonly Lock _gate = new();
    private bool _forbidden;
    private TimeZoneInfo? _zone;

    /// <summary>The day on which words such as "yesterday" keep their meaning; null when there were none.</summary>
    public AskedOn? Until => _zone is null ? null : AskedOn.Of(_zone.Id, now);

    public bool MayKeep
    {
        get
        {
            lock (_gate)
                return !_forbidden;
        }
    }

    /// <summary>The response shows something that changes without a publication, such as runs or ages, so it must not be kept.</summary>
    public void Forbid()
    {
        lock (_gate)
            _forbidden = true;
    }

    /// <summary>
    /// The response shows this answer. It is not kept when the answer does not last, or when its result was not cached, since that is then
    /// too large to keep as a body.
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
