using Metrics.Answering.Answers;
using Metrics.Answering.Publications;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
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
