using Metrics.GraphQL.Language;
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

internal static class IntrospectionUse
{
    /// <summary>
    /// The offset of the first <c>__schema</c> or <c>__type</c>. Valid documents have them only at the root, but all levels are searched.
    /// </summary>
    public static int? Find(Document document)
    {
        var open = new Stack<SelectionSet>(document.Executables.Select(e => e.Selections));
        while (open.TryPop(out var set))
        {
            foreach (var selection in set.Selections)
            {
                if (selection is FieldNode { Name.Value: "__schema" or "__type" })
                    return selection.Offset;
                if ((selection as FieldNode)?.Selections is { } below)
                    open.Push(below);
                if (selection is InlineFragmentNode inline)
                    open.Push(inline.Selections);
            }
        }
        return null;
    }
}

/// <summary>Refuses operations that are too large, before any costly work on them.</summary>
internal static class DocumentLimits
{
    /// <summary>
    /// Enough for the introspection query of every tool. Each further level would multiply the response by the size of the schema.
    /// </summary>
    private const int MaxSchemaLists = 2;

    public static GraphQLError? Check(Schema schema, Document document, EngineOptions options)
    {
        var measure = new ShapeMeasure(schema, document);
        foreach (var operation in document.Operations)
        {
            var shape = measure.Measure(operation);
            // Execution recurses by field depth, so this limit applies whatever the options say.
            var maxDepth = Math.Min(options.MaxDepth, ParserLimits.SafeNesting);
            var problem = shape switch
            {
                _ when shape.Depth > maxDepth => $"nests {shape.Depth} fields deep; {maxDepth} are allowed",
                _ when shape.Fields > options.MaxFields => $"selects {Shown(shape.Fields)} fields; {options.MaxFields} are allowed",
                _ when shape.Aliases > options.MaxAliases => $"has {Shown(shape.Aliases)} aliases; {options.MaxAliases} are allowed",
                _ when shape.Cost > options.MaxCost => $"costs {Shown(shape.Cost)}; {options.MaxCost} is allowed",
                _ when shape.SchemaLists > MaxSchemaLists =>
                    $"nests {shape.SchemaLists} lists of introspection; {MaxSchemaLists} are allowed",
                _ => null,
            };
            if (problem is not null)
            {
                return new GraphQLError(ErrorKind.Limit, $"The operation, fragments expanded, {problem}.")
                {
                    Locations = [document.Source.LocationOf(operation.Offset)],
                };
            }
        }
        return null;
    }

    private static string Shown(long number) => number >= 1_000_000_000 ? "more than a billion" : $"{number}";
}
