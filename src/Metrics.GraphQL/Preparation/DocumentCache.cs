using Metrics.GraphQL.Types;

namespace Metrics.GraphQL.Preparation;

/// <summary>Caches checked documents by schema and bytes. When there are too many, the least recently used is dropped.</summary>
internal sealed class DocumentCache(EngineOptions options)
{
    private readonly Lock gate = new();
    private readonly Dictionary<DocumentKey, LinkedListNode<(DocumentKey Key, PreparedDocument Document)>> byKey = [];
    private readonly LinkedList<(DocumentKey Key, PreparedDocument Document)> byUse = new();
    private long bytes;

    public int Count
    {
        get
        {
            lock (gate)
                return byKey.Count;
        }
    }

    public PreparedDocument GetOrPrepare(Schema schema, ReadOnlyMemory<byte> query)
    {
        // A document that is refused for its size is neither hashed nor cached.
        if (query.Length > options.MaxDocumentBytes)
            return PreparedDocument.Prepare(schema, query, options);
        var key = new DocumentKey(schema.Number, query);
        lock (gate)
        {
            if (byKey.TryGetValue(key, out var known))
            {
                byUse.Remove(known);
                byUse.AddFirst(known);
                return known.Value.Document;
            }
        }
        // Copied, since the request's buffer will be reused.
        key = key with { Query = query.ToArray() };
        var prepared = PreparedDocument.Prepare(schema, key.Query, options);
        lock (gate)
            Add(key, prepared);
        return prepared;
    }

    private void Add(DocumentKey key, PreparedDocument prepared)
    {
        // Two requests may prepare the same document concurrently; the first one is kept.
        if (byKey.ContainsKey(key))
            return;
        byKey[key] = byUse.AddFirst((key, prepared));
        bytes += key.Query.Length;
        while (byKey.Count > options.CachedDocuments || bytes > options.CachedBytes)
        {
            var oldest = byUse.Last!;
            byUse.RemoveLast();
            byKey.Remove(oldest.Value.Key);
            bytes -= oldest.Value.Key.Query.Length;
        }
    }
}
