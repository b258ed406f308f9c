using Metrics.Api.Http;
using Metrics.Api.Security;
using Metrics.Semantic;
using Metrics.Semantic.Catalogs;

namespace Metrics.Api.Queries;

/// <summary>From a question that was read to how it would be answered.</summary>
internal sealed class Explaining(Reception reception, SemanticLayer layer)
{
    public async Task<IResult> ExplainAsync(Caller caller, Func<Catalog, Asked> read, CancellationToken ct)
    {
        var accepted = await reception.AcceptAsync(caller.Principal, read, accept: null, ct);
        if (!accepted.Succeeded(out var question))
            return Problems.RefuseNames(accepted.Diagnostics);
        var explained = await layer.ExplainAsync(question.State, question.Query, question.Authored, caller.Limits, ct);
        return explained.Succeeded(out var explanation) ? TypedResults.Ok(ExplainAnswer.Of(explanation)) : Problems.Refuse(explained.Diagnostics);
    }
}
