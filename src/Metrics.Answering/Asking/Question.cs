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
/// <param name="State">Catalog and publication that it was read in, and is answered from.</param>
/// <param name="Requested">What was asked for, with how the answer should look.</param>
/// <param name="Query">The question, at its page.</param>
/// <param name="Authored">Conditions of a saved query's author.</param>
public sealed record Question(
    PublicationState State, RequestedQuery Requested, MetricQuery Query, EquatableList<AuthorFilter> Authored)
{
    /// <summary>
    /// Whether an answer is that of an equal question too, for as long as nothing is published: a page pins versions that may be dropped,
    /// and plain tables change unseen.
    /// </summary>
    public bool Lasts(Answer answer) => Requested.Page is null && answer.IsOfVersions;

    /// <summary>A question of an instant; refused where it wants a later publication.</summary>
    public static Outcome<Question> Of(QuestionText text, PublicationState state, DateTimeOffset now)
    {
        var asked = text.Read(state.Catalog, now);
        if (!asked.Read.Succeeded(out var requested))
            return Outcome<Question>.Refused(Unread(asked, state));
        if (text.Misfit(requested) is { } misfit)
            return Outcome<Question>.Refused(misfit);
        // What is not confirmed may be behind the publication that it is of.
        return requested.MinDataVersion is { } wanted && (wanted > state.Snapshot.Value?.Publication || !state.Confirmed)
            ? Outcome<Question>.Refused(new Diagnostic(
                DiagnosticCode.VersionNotHere, $"publication {wanted} is not here yet",
                Hint: "it is not waited for here; ask again in a moment"))
            : AtPage(asked, requested, state);
    }

    internal static Outcome<Question> AtPage(Asked asked, RequestedQuery requested, PublicationState state)
    {
        if (state.Snapshot is { Value: null } waiting)
            return Outcome<Question>.Refused(waiting.Diagnostics);
        // From here on by declared names: in what a page is of, in tags and in keys of caches.
        var page = (requested with { Query = DeclaredNames.Of(state.Catalog).In(requested.Query) }).AtPage();
        return page.Succeeded(out var query)
            ? Outcome<Question>.Of(new Question(state, requested, query, asked.Authored))
            : Outcome<Question>.Refused(page.Diagnostics);
    }

    // As long as there is no catalog, that a name is unknown means nothing.
    internal static IEnumerable<Diagnostic> Unread(Asked asked, PublicationState state) =>
        asked.Read.Diagnostics[0].Code == DiagnosticCode.UnknownSavedQuery && state.Snapshot is { Value: null } waiting
            ? waiting.Diagnostics
            : asked.Read.Diagnostics;
}
