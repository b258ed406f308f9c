using System.Text.Json.Nodes;

namespace Metrics.GraphQL.Tests.Generation;

internal sealed record GeneratedRequest(string Document, JsonObject Variables, string? OperationName);
