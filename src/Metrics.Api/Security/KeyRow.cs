using System.Text.Json;
using Metrics.Domain;
using Metrics.Domain.Access;

namespace Metrics.Api.Security;

/// <summary>A key as the contract view shows it. All fields are texts and numbers, so that records with equal content are equal.</summary>
internal sealed record KeyRow
{
    public const string Select =
        """
        select id as "Id", name as "Name", encode(hash, 'hex') as "Hash", array_to_string(scopes, ',') as "Scopes",
          to_json(roles)::text as "Roles", attributes::text as "Attributes", requests_per_second as "RequestsPerSecond",
          concurrent_queries as "ConcurrentQueries", max_rows as "MaxRows", max_bytes as "MaxBytes", timeout_seconds as "TimeoutSeconds",
          (extract(epoch from expires_at) * 1000)::bigint as "ExpiresAtMilliseconds"
        from ops.api_access_key
        """;

    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string Hash { get; init; }

    public required string Scopes { get; init; }

    public required string Roles { get; init; }

    public required string Attributes { get; init; }

    public int? RequestsPerSecond { get; init; }

    public int? ConcurrentQueries { get; init; }

    public int? MaxRows { get; init; }

    public long? MaxBytes { get; init; }

    public int? TimeoutSeconds { get; init; }

    public long? ExpiresAtMilliseconds { get; init; }

    public Principal ToPrincipal() => new(
        Id,
        Name,
        Scopes.Split(',').Aggregate(AccessScopes.None, (all, word) => all | AccessScopeWords.Parse(word)),
        JsonSerializer.Deserialize<string[]>(Roles)!.Order(StringComparer.Ordinal).ToEquatableList(),
        JsonSerializer.Deserialize<Dictionary<string, string[]>>(Attributes)!
            .OrderBy(a => a.Key, StringComparer.Ordinal)
            .Select(a => new PrincipalAttribute(a.Key, a.Value.Order(StringComparer.Ordinal).ToEquatableList()))
            .ToEquatableList());
}
