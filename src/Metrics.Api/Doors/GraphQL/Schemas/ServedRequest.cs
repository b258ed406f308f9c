using Metrics.Api.Doors.GraphQL.Asking;

namespace Metrics.Api.Doors.GraphQL.Schemas;

/// <summary>What the resolvers of one request share.</summary>
/// <param name="Schema">The schema of the session's catalog.</param>
/// <param name="Answers">The answers of the request, all of one instant.</param>
internal sealed record ServedRequest(CatalogSchema Schema, RequestAnswers Answers);
