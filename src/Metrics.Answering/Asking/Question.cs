using Metrics.Answering.Answers;
using Metrics.Answering.Publications;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Expressions;
using Metrics.Semantic.Requests;
using Metrics.Semantic.Resolution;

namespace Metrics.Answering.Asking;

/// <summary>A question that can be planned.</summary>
/// <param name="State">Catalog and publication that it was parsed with and is answered from.</param>
/// <param name="Requested">The question as asked, with how its answer should look.</param>
/// <param name="Query">The question, at the page asked for.</param>
/// <param name="Authored">Conditions of a saved query's author.</param>
public sealed record Question(
    PublicationState State, RequestedQuery Requested, MetricQuery Query, EquatableList<AuthorFilter> Authored)
{
    /// <summary>
    /// Whether an answer stays valid for equal questions until the next publication. A page pins versions that may be dropped, and plain
    /// tables change unnoticed.
    /// </summary>
    public bool Lasts(Answer answer) => Requested.Page is null && answer.IsOfVersions;

    /// <summary>A question at an instant; refused when it requires a later publication.</summary>
    public static Outcome<Question> Of(QuestionText text, PublicationState state, DateTimeOffset now)
    {
        var asked = text.Read(state.Catalog, now);
        if (!asked.Read.Succeeded(out var requested))
            return Outcome<Question>.Refused(Unread(asked, state));
        if (text.Misfit(requested) is { } misfit)
            return Outcome<Question>.Refused(misfit);
        // An unconfirmed state is refused too: it may be behind the publication that it names.
        return requested.MinDataVersion is { } wanted && (wanted > state.Snapshot.Value?.Publication || !state.Confirmed)
            ? Outcome<Question>.Refused(new Diagnostic(
                DiagnosticCode.VersionNotHere, $"publication {wanted} has not arrived yet",
                Hint: "this request does not wait for it; ask again in a moment"))
            : AtPage(asked, requested, state);
    }

    internal static Outcome<Question> AtPage(Asked asked, RequestedQuery requested, PublicationState state)
    {
        if (state.Snapshot is { Value: null } waiting)
            return Outcome<Question>.Refused(waiting.Diagnostics);
        // From here on with the declared names: page tokens, ETags and cache keys contain them.
        var page = (requested with { Query = DeclaredNames.Of(state.Catalog).In(requested.Query) }).AtPage();
        return page.Succeeded(out var query)
            ? Outcome<Question>.Of(new Question(state, requested, query, asked.Authored))
            : Outcome<Question>.Refused(page.Diagnostics);
    }

    // While there is no catalog, an unknown name means nothing.
    internal static IEnumerable<Diagnostic> Unread(Asked asked, PublicationState state) =>
        asked.Read.Diagnostics[0].Code == DiagnosticCode.UnknownSavedQuery && state.Snapshot is { Value: null } waiting
            ? waiting.Diagnostics
            : asked.Read.Diagnostics;
}

/// <summary>A question as a door received it. It can be parsed again with another catalog and on another day.</summary>
/// <param name="Read">Parses it, with the names of a catalog where needed and words such as "yesterday" relative to an instant.</param>
public sealed record QuestionText(Func<Catalog, DateTimeOffset, Asked> Read)
{
    /// <summary>What the door cannot do for this question, such as write a format; null when it can do everything.</summary>
    public Func<RequestedQuery, Diagnostic?> Misfit { get; init; } = static _ => null;

    /// <summary>Whether to wait for a publication that it requires; otherwise it is refused immediately when that is not here.</summary>
    public bool Waits { get; init; } = true;

    /// <summary>
    /// Gives a value that is equal for equal questions of one audience, by which they are counted; null when it is not counted, such as a
    /// question too large to be remembered for a day.
    /// </summary>
    public Func<object>? Name { get; init; }
}

/// <summary>A question as a door read it, or why it could not be read.</summary>
/// <param name="Read">The question and how its answer should look.</param>
/// <param name="Authored">Conditions of a saved query's author.</param>
public sealed record Asked(Outcome<RequestedQuery> Read, EquatableList<AuthorFilter> Authored = default);

/// <summary>The day that words such as "yesterday" were counted from, in the question's zone.</summary>
/// <param name="Day">The day.</param>
/// <param name="Zone">The zone that it is a day of.</param>
public readonly record struct AskedOn(DateOnly Day, TimeZoneInfo Zone)
{
    /// <summary>The current day in a zone.</summary>
    public static AskedOn Of(string timeZone, DateTimeOffset now)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(timeZone);
        return new(DayAt(now, zone), zone);
    }

    /// <summary>False once the words mean another day.</summary>
    public bool HoldsAt(DateTimeOffset now) => Day == DayAt(now, Zone);

    private static DateOnly DayAt(DateTimeOffset now, TimeZoneInfo zone) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
}
