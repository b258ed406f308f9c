namespace Metrics.Api.Bodies;

/// <summary>
/// A raw request as a cache key: audience, target, body and the headers that its answer depends on. Equal keys at equal publications have
/// equal answers.
/// </summary>
internal readonly ref struct RequestKey(string audience, string target, string? accept, string? acceptEncoding, ReadOnlySpan<byte> body)
{
    // Approximate size of a record with its references and the object headers of its strings.
    private const int Node = 200;

    private readonly ReadOnlySpan<byte> _body = body;

    private int Hash
    {
        get
        {
            var hash = default(HashCode);
            hash.Add(string.GetHashCode(target, StringComparison.Ordinal));
            hash.AddBytes(_body);
            return hash.ToHashCode();
        }
    }

    private bool Is(Kept other) =>
        target == other.Target && audience == other.Audience && accept == other.Accept && acceptEncoding == other.AcceptEncoding
            && _body.SequenceEqual(other.Body);

    private Kept Keep() => new(audience, target, accept, acceptEncoding, _body.ToArray());

    /// <summary>A key that can be stored beyond its request.</summary>
    public sealed record Kept(string Audience, string Target, string? Accept, string? AcceptEncoding, byte[] Body)
    {
        /// <summary>Approximate memory it takes.</summary>
        public long Bytes => Node + Body.Length
            + (sizeof(char) * ((long)Target.Length + (Accept?.Length ?? 0) + (AcceptEncoding?.Length ?? 0)));

        public RequestKey AsKey => new(Audience, Target, Accept, AcceptEncoding, Body);
    }

    /// <summary>
    /// Compares stored keys with those of requests byte by byte, so that a hash collision never gives a caller the answer of another.
    /// </summary>
    public sealed class Comparer : IEqualityComparer<Kept>, IAlternateEqualityComparer<RequestKey, Kept>
    {
        public bool Equals(Kept? x, Kept? y) => ReferenceEquals(x, y) || (x is not null && y is not null && x.AsKey.Is(y));

        public int GetHashCode(Kept obj) => obj.AsKey.Hash;

        public bool Equals(RequestKey alternate, Kept other) => alternate.Is(other);

        public int GetHashCode(RequestKey alternate) => alternate.Hash;

        public Kept Create(RequestKey alternate) => alternate.Keep();
    }
}
