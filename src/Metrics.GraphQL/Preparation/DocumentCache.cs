using Metrics.GraphQL.Types;

namespace Metrics.GraphQL.Preparation;

/// <summary>Checked documents by their bytes and schema; the longest unused goes when there are too many.</summary>
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
        // What is refused for its size is neither hashed nor kept.
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
        // The request's buffer is not ours to keep.
        key = key with { Query = query.ToArray() };
        var prepared = PreparedDocument.Prepare(schema, key.Query, options);
        lock (gate)
            Add(key, prepared);
        return prepared;
    }

    private void Add(DocumentKey key, PreparedDocument prepared)
    {
        // Two requests may have prepared the same document side by side; one of them is enough.
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
