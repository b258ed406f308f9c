using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Expressions;
using Metrics.Semantic.Requests;

namespace Metrics.Api.Doors.GraphQL.Asking;

/// <summary>A field's question as it was read.</summary>
/// <param name="Read">The question, or why it could not be read.</param>
/// <param name="Authored">Conditions of a saved query's author.</param>
/// <param name="Shared">
/// Fields of one request whose questions are equal in this form are answered by one; null when it could not be read.
/// </param>
/// <param name="Meanings">What each column of the answer is, in order.</param>
internal sealed record GraphQuestion(
    Outcome<RequestedQuery> Read, EquatableList<AuthorFilter> Authored, MetricQuery? Shared, IReadOnlyList<string> Meanings);
