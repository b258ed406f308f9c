using Metrics.Answering.Asking;
using Metrics.Api.Formats;
using Metrics.Api.Http;
using Metrics.Api.Security;
using Metrics.Semantic.Catalogs;

namespace Metrics.Api.Doors.Rest.Queries;

/// <summary>From a parsed question to how it would be answered.</summary>
internal sealed class Explaining(Ask ask)
{
    public async Task<IResult> ExplainAsync(Caller caller, Func<Catalog, DateTimeOffset, Asked> read, CancellationToken ct)
    {
        using var session = ask.Begin(caller.Asker, ct);
        // An unsupported format is refused here too, as when the question is answered.
        var text = new QuestionText(read) { Misfit = r => FormatChoice.Misfit(r, accept: null) };
        var accepted = await session.AcceptAsync(text, ct);
        if (!accepted.Succeeded(out var question))
            return Problems.RefuseNames(accepted.Diagnostics);
        var explained = await session.ExplainAsync(question, ct);
        return explained.Succeeded(out var explanation)
            ? TypedResults.Ok(ExplainAnswer.Of(explanation))
            : Problems.Refuse(explained.Diagnostics);
    }
}
