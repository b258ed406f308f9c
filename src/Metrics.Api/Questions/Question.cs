using Metrics.Answering.Publications;
using Metrics.Api.Formats;
using Metrics.Domain;
using Metrics.Domain.Querying;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Expressions;

namespace Metrics.Api.Questions;

/// <summary>A question that may go to the semantic layer, and how its answer is to look.</summary>
/// <param name="State">Catalog and pointers that it was read in, and is answered from.</param>
/// <param name="Query">The question, at its page.</param>
/// <param name="Authored">Conditions of a saved query's author.</param>
/// <param name="Form">Format, layout, numbers.</param>
/// <param name="IsRelative">True when its time range means something else tomorrow.</param>
/// <param name="Page">The token it came with.</param>
internal sealed record Question(
    PublicationState State, MetricQuery Query, EquatableList<AuthorFilter> Authored, BodyForm Form, bool IsRelative, string? Page);
