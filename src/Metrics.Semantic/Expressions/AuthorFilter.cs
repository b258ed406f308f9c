using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;

namespace Metrics.Semantic.Expressions;

/// <summary>A condition in a catalog file: the author's SQL around names such as <c>{{ Dimension('transaction__status') }}</c>.</summary>
public sealed record AuthorFilter(EquatableList<AuthorFilter.Piece> Pieces)
{
    /// <summary>Where it is written; conditions that differ only in this are equal.</summary>
    public SourceLocation? At { get; init; }

    /// <summary>The names it uses.</summary>
    public IEnumerable<Operand.Name> Names => Pieces.OfType<Piece.Reference>().Select(p => p.Name);

    /// <summary>The condition as written, names in braces.</summary>
    public override string ToString() =>
        string.Concat(Pieces.Select(p => p is Piece.Reference r ? $"{{{r.Name.Text}}}" : ((Piece.Sql)p).Text));

    /// <summary>True when it is <c>{{ Dimension('x') }} = 'one value'</c> and nothing else.</summary>
    public bool Fixes(string name) =>
        Pieces.Where(p => p is not Piece.Sql { Text: var text } || text.Trim().Length > 0)
            .ToList() is [Piece.Reference { Name.Text: var used }, Piece.Sql { Text: var rest }]
        && used == name
        && rest.Trim() is ['=', .. var value] && value.Trim() is ['\'', .., '\''] text1 && text1.Count(c => c == '\'') == 2;

    /// <inheritdoc/>
    public bool Equals(AuthorFilter? other) => other is not null && Pieces.Equals(other.Pieces);

    /// <inheritdoc/>
    public override int GetHashCode() => Pieces.GetHashCode();

    /// <summary>A part of it.</summary>
    public abstract record Piece
    {
        private Piece()
        {
        }

        /// <summary>SQL as the author wrote it.</summary>
        public sealed record Sql(string Text) : Piece;

        /// <summary>A dimension, time dimension or entity by name.</summary>
        public sealed record Reference(Operand.Name Name) : Piece;
    }
}
