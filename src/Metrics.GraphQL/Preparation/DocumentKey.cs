namespace Metrics.GraphQL.Preparation;

/// <summary>
/// A document for a schema; keys are equal when the bytes are. The schema is identified by number, so that the cache does not keep old
/// schemas alive.
/// </summary>
internal readonly record struct DocumentKey(long Schema, ReadOnlyMemory<byte> Query)
{
    public bool Equals(DocumentKey other) => Schema == other.Schema && Query.Span.SequenceEqual(other.Query.Span);

    public override int GetHashCode()
    {
        // HashCode is seeded for each process, so an attacker cannot prepare documents that collide.
        var hash = new HashCode();
        hash.Add(Schema);
        hash.AddBytes(Query.Span);
        return hash.ToHashCode();
    }
}
