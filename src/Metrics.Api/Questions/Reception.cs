using Metrics.Answering;
using Metrics.Answering.Publications;
using Metrics.Api.Formats;
using Metrics.Domain.Access;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Requests;
using Metrics.Semantic.Resolution;

namespace Metrics.Api.Questions;

/// <summary>
/// Settles what a question is asked of: catalog and pointers of one instant, its page, its form; waits for a version that is on its way.
/// </summary>
internal sealed class Reception(SemanticLayer layer, PublicationFeed publications, CatalogFollowing following)
{
    private static readonly TimeSpan VersionPatience = TimeSpan.FromSeconds(2);

    /// <summary>The question, or why there is none.</summary>
    /// <param name="principal">Who asks.</param>
    /// <param name="read">Reads it, with names out of a catalog perhaps; called again when a wait brought another catalog.</param>
    /// <param name="accept">The header, where the answer's format may be chosen by it.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<Outcome<Question>> AcceptAsync(Principal principal, Func<Catalog, Asked> read, string? accept, CancellationToken ct)
    {
        var state = layer.Take(principal);
        var asked = read(state.Catalog);
        if (!asked.Read.Succeeded(out var requested))
            return Outcome<Question>.Refused(Unread(asked));
        if (FormatOf(requested, accept) is not { } format)
            return Outcome<Question>.Refused(NoFormat(requested));
        if (requested.MinDataVersion is { } version)
        {
            if (!await publications.WaitForAsync(version, VersionPatience, ct))
            {
                return Outcome<Question>.Refused(new Diagnostic(
                    DiagnosticCode.VersionNotHere,
                    $"publication {version} is not here yet; {publications.Current.Value?.Publication ?? 0} is",
                    Hint: "ask again in a moment, or without min_data_version"));
            }

            state = layer.Take(principal);
            asked = read(state.Catalog);
            if (!asked.Read.Succeeded(out requested))
                return Outcome<Question>.Refused(Unread(asked));
        }

        return Settle(state, asked, requested, format);
    }

    /// <summary>The question of an instant; refused where it wants a later version.</summary>
    public Outcome<Question> Accept(PublicationState state, Func<Catalog, Asked> read, string? accept)
    {
        var asked = read(state.Catalog);
        if (!asked.Read.Succeeded(out var requested))
            return Outcome<Question>.Refused(Unread(asked));
        if (FormatOf(requested, accept) is not { } format)
            return Outcome<Question>.Refused(NoFormat(requested));
        return requested.MinDataVersion > (state.Snapshot.Value?.Publication ?? 0)
            ? Outcome<Question>.Refused(new Diagnostic(DiagnosticCode.VersionNotHere, "it waits for another publication"))
            : Settle(state, asked, requested, format);
    }

    /// <summary>The question of an instant, in a format that is settled already.</summary>
    public Outcome<Question> Settle(PublicationState state, Asked asked, RequestedQuery requested, BodyFormat format)
    {
        if (following.NotYet() is { } waiting)
            return Outcome<Question>.Refused(waiting);
        // From here on by declared names: in what a page is of, in tags and in keys of caches.
        var page = (requested with { Query = DeclaredNames.Of(state.Catalog).In(requested.Query) }).AtPage();
        return page.Succeeded(out var query)
            ? Outcome<Question>.Of(new Question(
                state, query, asked.Authored, new BodyForm(format, requested.Layout, requested.Numbers), requested.IsRelative,
                requested.Page))
            : Outcome<Question>.Refused(page.Diagnostics);
    }

    private static BodyFormat? FormatOf(RequestedQuery requested, string? accept) =>
        requested.Format is { Length: > 0 } word ? FormatChoice.ByWord(word) : FormatChoice.ByAccept(accept);

    private static Diagnostic NoFormat(RequestedQuery requested) =>
        requested.Format is { Length: > 0 } unknown ? FormatChoice.UnknownWord(unknown) : FormatChoice.Unacceptable();

    // As long as there is no catalog, that a name is unknown means nothing.
    private IEnumerable<Diagnostic> Unread(Asked asked) =>
        asked.Read.Diagnostics[0].Code == DiagnosticCode.UnknownSavedQuery && following.NotYet() is { } waiting
            ? waiting
            : asked.Read.Diagnostics;
}
