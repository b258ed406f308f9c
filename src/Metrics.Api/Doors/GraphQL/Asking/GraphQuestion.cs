using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Expressions;
using Metrics.Semantic.Requests;

namespace Metrics.Api.Doors.GraphQL.Asking;

/// <summary>A field's question, as read from the field.</summary>
/// <param name="Read">The question, or why it could not be read.</param>
/// <param name="Authored">Conditions that the author of a saved query wrote.</param>
/// <param name="Shared">The question in a normal form: fields of one request with equal forms share one answer. Null when the question
/// could not be read.</param>
/// <param name="Meanings">What each column of the answer means, in order.</param>
internal sealed record GraphQuestion(
    Outcome<RequestedQuery> Read, EquatableList<AuthorFilter> Authored, MetricQuery? Shared, IReadOnlyList<string> Meanings);
