using System.Text.Unicode;
using Metrics.GraphQL.Types.Definitions;

namespace Metrics.GraphQL.Language;

/// <summary>A parsed document: its operations and fragments in order, and any type system definitions, which cannot be executed.</summary>
internal sealed class Document
{
    private readonly Dictionary<string, FragmentNode> fragments = [];

    public Document(SourceText source, IReadOnlyList<ExecutableNode> executables, IReadOnlyList<Definition> typeSystem)
    {
        (Source, Executables, TypeSystem) = (source, executables, typeSystem);
        Operations = [.. executables.OfType<OperationNode>()];
        // Of two fragments with the same name the later wins, as in the reference implementation; validation refuses such documents anyway.
        foreach (var fragment in executables.OfType<FragmentNode>())
            fragments[fragment.Name.Value] = fragment;
    }

    public SourceText Source { get; }

    public IReadOnlyList<ExecutableNode> Executables { get; }

    public IReadOnlyList<OperationNode> Operations { get; }

    public IReadOnlyList<Definition> TypeSystem { get; }

    public FragmentNode? Fragment(string name) => fragments.GetValueOrDefault(name);

    /// <summary>Parses a document, or reports the first problem in it.</summary>
    public static Document? Parse(ReadOnlyMemory<byte> bytes, ParserLimits limits, out GraphQLError? error)
    {
        var source = new SourceText(bytes);
        error = null;
        try
        {
            if (!Utf8.IsValid(bytes.Span))
                throw new SyntaxException("The document is not valid UTF-8.", 0);
            return new DocumentParser(new TokenStream(bytes, limits)).Parse(source);
        }
        catch (SyntaxException e)
        {
            error = new GraphQLError(e.IsLimit ? ErrorKind.Limit : ErrorKind.Syntax, (e.IsLimit ? "" : "Syntax Error: ") + e.Message)
            {
                Locations = [source.LocationOf(e.Offset)],
            };
            return null;
        }
    }

    public override string ToString() => DocumentPrinter.Print(this);
}
