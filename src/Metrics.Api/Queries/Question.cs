using Metrics.Api.Formats;
using Metrics.Domain.Querying;

namespace Metrics.Api.Queries;

/// <summary>A question that may go to the semantic layer, and how its answer is to look.</summary>
/// <param name="Query">The question, at its page.</param>
/// <param name="Form">Format, layout, numbers.</param>
/// <param name="IsRelative">True when its time range means something else tomorrow.</param>
/// <param name="Page">The token it came with.</param>
internal sealed record Question(MetricQuery Query, BodyForm Form, bool IsRelative, string? Page);
