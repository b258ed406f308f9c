using Metrics.Domain.Refreshing;
using Metrics.Domain.Results;
using Metrics.Semantic.Engine;
using Metrics.Semantic.Portable;
using Metrics.Semantic.Sql;

namespace Metrics.Answering.Answers;

/// <summary>
/// The tables of a statement as columnar copies would have them. Shows whether a copy could run the statement, or only their store.
/// </summary>
internal sealed class DeclaredTables(IEnumerable<PublishedTable> tables, ITypeMap types) : ISharedTables
{
    // Decimal places of a number column whose type declares none. In a copy they follow from the values, which are not known here.
    private const int SomePlaces = 6;

    private readonly Dictionary<(string Schema, string Relation), PublishedTable> _tables = tables
        .DistinctBy(t => (t.Schema, t.Relation)).ToDictionary(t => (t.Schema, t.Relation));

    /// <summary>The part of a statement that only the store understands; null when a copy could be asked as well.</summary>
    public string? WordOf(SqlSelect select)
    {
        try
        {
            PortableSelect.Of(select, this);
            return null;
        }
        catch (NotPortableException only)
        {
            return only.Word;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, DataType>? ColumnsOf(SqlSource.Relation relation) =>
        _tables.TryGetValue((relation.Schema, relation.Name), out var table)
            ? table.Columns.Select(c => (c.Name, Type: types.Read(c.Type))).Where(c => IsCopied(c.Type))
                .ToDictionary(c => c.Name, c => Placed(c.Type), StringComparer.Ordinal)
            : null;

    /// <summary>Always true: it is not known here which engine it would be.</summary>
    public bool HasSameRules(string zone) => true;

    private static bool IsCopied(DataType type) => type is { Kind: not (DataKind.Json or DataKind.Unknown) }
        && (type.Kind != DataKind.Text || type.IsPlainText)
            && type is not { Kind: DataKind.Decimal, Precision: > PortableSelect.MostDigits };

    private static DataType Placed(DataType type) =>
        type is { Kind: DataKind.Decimal, Scale: null }
            ? type with { Stored = null, Precision = PortableSelect.MostDigits, Scale = SomePlaces } : type;
}
