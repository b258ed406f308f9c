using Metrics.Domain;
using Metrics.Domain.Access;

namespace Metrics.Refresh.Access;

/// <summary>An API key as it is stored: everything but the key itself.</summary>
internal sealed record StoredKey
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required AccessScopes Scopes { get; init; }

    public EquatableList<string> Roles { get; init; }

    public EquatableList<PrincipalAttribute> Attributes { get; init; }

    public KeyLimits Limits { get; init; } = new();

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>The holder as policies see it.</summary>
    public Principal Principal => new(Id, Name, Scopes, Roles, PrincipalText.Attributes(Attributes));

    /// <summary><c>active</c>, <c>expired</c> or <c>revoked</c>.</summary>
    public string Status(DateTimeOffset now) => RevokedAt is not null ? "revoked" : ExpiresAt <= now ? "expired" : "active";
}

/// <summary>The limits of a key; null means the API's general limit.</summary>
internal sealed record KeyLimits
{
    public int? RequestsPerSecond { get; init; }

    public int? ConcurrentQueries { get; init; }

    public int? MaxRows { get; init; }

    public long? MaxBytes { get; init; }

    public int? TimeoutSeconds { get; init; }
}
