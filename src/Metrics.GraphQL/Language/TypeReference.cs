using System.Text;

namespace Metrics.GraphQL.Language;

/// <summary>A type as written: <c>[Metric!]!</c>. Strings convert to it implicitly.</summary>
public abstract record TypeReference
{
    private TypeReference(int offset) => Offset = offset;

    internal int Offset { get; }

    /// <summary>The innermost name.</summary>
    public string InnermostName => this switch
    {
        Named named => named.Name,
        ListOf list => list.Item.InnermostName,
        _ => ((NonNull)this).Type.InnermostName,
    };

    /// <summary>Parses a type; malformed text is an error in the calling code.</summary>
    public static implicit operator TypeReference(string text) => Parse(text);

    /// <summary>Parses a type; malformed text is an error in the calling code.</summary>
    public static TypeReference Parse(string text)
    {
        try
        {
            var tokens = new TokenStream(Encoding.UTF8.GetBytes(text), ParserLimits.None);
            var type = TypeReferenceParser.Parse(tokens);
            tokens.Expect(TokenKind.EndOfFile);
            return type;
        }
        catch (SyntaxException e)
        {
            throw new FormatException($"'{text}' is not a GraphQL type: {e.Message}", e);
        }
    }

    /// <summary>A type by its name.</summary>
    public sealed record Named : TypeReference
    {
        internal Named(string name, int offset) : base(offset) => Name = name;

        /// <summary>The name.</summary>
        public string Name { get; }

        /// <inheritdoc/>
        public override string ToString() => Name;
    }

    /// <summary>A list of another type.</summary>
    public sealed record ListOf : TypeReference
    {
        internal ListOf(TypeReference item, int offset) : base(offset) => Item = item;

        /// <summary>The items' type.</summary>
        public TypeReference Item { get; }

        /// <inheritdoc/>
        public override string ToString() => $"[{Item}]";
    }

    /// <summary>A type that may not be null.</summary>
    public sealed record NonNull : TypeReference
    {
        internal NonNull(TypeReference type, int offset) : base(offset) => Type = type;

        /// <summary>The nullable type inside.</summary>
        public TypeReference Type { get; }

        /// <inheritdoc/>
        public override string ToString() => $"{Type}!";
    }
}
