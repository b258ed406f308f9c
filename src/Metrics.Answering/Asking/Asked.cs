using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Expressions;
using Metrics.Semantic.Requests;

namespace Metrics.Answering.Asking;

/// <summary>A question as a door read it, or why it could not be read.</summary>
/// <param name="Read">The question and how its answer should look.</param>
/// <param name="Authored">Conditions of a saved query's author.</param>
public sealed record Asked(Outcome<RequestedQuery> Read, EquatableList<AuthorFilter> Authored = default);
