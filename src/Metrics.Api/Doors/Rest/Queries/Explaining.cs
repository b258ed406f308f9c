using Metrics.Answering;
using Metrics.Api.Http;
using Metrics.Api.Limits;
using Metrics.Api.Questions;
using Metrics.Api.Security;
using Metrics.Semantic.Catalogs;

namespace Metrics.Api.Doors.Rest.Queries;

/// <summary>From a question that was read to how it would be answered.</summary>
internal sealed class Explaining(Reception reception, SemanticLayer layer, TimeProvider clock)
{
    public async Task<IResult> ExplainAsync(Caller caller, Func<Catalog, Asked> read, CancellationToken ct)
    {
        using var time = QuestionTime.Begin(caller.Limits, clock, ct);
        var accepted = await time.WithinAsync(within => reception.AcceptAsync(caller.Principal, read, accept: null, within), ct);
        if (!accepted.Succeeded(out var question))
            return Problems.RefuseNames(accepted.Diagnostics);
        var explained = await time.WithinAsync(
            within => layer.ExplainAsync(question.State, question.Query, question.Authored, caller.Limits, within), ct);
        return explained.Succeeded(out var explanation)
            ? TypedResults.Ok(ExplainAnswer.Of(explanation))
            : Problems.Refuse(explained.Diagnostics);
    }
}
