namespace Metrics.GraphQL.Preparation;

/// <summary>
/// A document for a schema; equal when the bytes are. The schema is known by its number, so that old ones are not kept alive.
/// </summary>
internal readonly record struct DocumentKey(long Schema, ReadOnlyMemory<byte> Query)
{
    public bool Equals(DocumentKey other) => Schema == other.Schema && Query.Span.SequenceEqual(other.Query.Span);

    public override int GetHashCode()
    {
        // HashCode is seeded by the process, so nobody can prepare documents that collide.
        var hash = new HashCode();
        hash.Add(Schema);
        hash.AddBytes(Query.Span);
        return hash.ToHashCode();
    }
}
