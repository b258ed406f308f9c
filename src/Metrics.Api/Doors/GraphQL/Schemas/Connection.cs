using Metrics.Api.Resources;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.GraphQL.Types.Definitions;

namespace Metrics.Api.Doors.GraphQL.Schemas;

/// <summary>A part of a list in the form of a Relay connection; it only pages forward.</summary>
/// <param name="Edges">The items with their cursors.</param>
/// <param name="HasNext">True when there are further items.</param>
/// <param name="HasPrevious">True when there are earlier items.</param>
internal sealed record Connection(IReadOnlyList<Edge> Edges, bool HasNext, bool HasPrevious)
{
    public static FieldDefinition Field(
        string name, string type, string description, Resolver resolve, params IReadOnlyList<InputValueDefinition> arguments) => new(
        name, $"{type}Connection")
    {
        Description = description,
        Arguments =
        [
            .. arguments,
            new("first", "Int") { Description = $"How many at most, up to {PageLimit.Highest}; {PageLimit.Default} when left out." },
            new("after", "String") { Description = "The cursor to go on after." },
        ],
        Cost = 10,
        Fanout = 10,
        Resolve = resolve,
    };

    public static IEnumerable<TypeDefinition> Types(string type) =>
    [
        new ObjectDefinition($"{type}Connection")
        {
            Description = $"A part of a list of {type}.",
            Fields =
            [
                new("nodes", $"[{type}!]!") { Description = "The items.", Read = c => ((Connection)c).Edges.Select(e => e.Node).ToList() },
                new("edges", $"[{type}Edge!]!") { Description = "The items with their cursors.", Read = c => ((Connection)c).Edges },
                new("pageInfo", "PageInfo!") { Description = "Whether there is more.", Read = c => c },
            ],
        },
        new ObjectDefinition($"{type}Edge")
        {
            Description = $"One {type} and its place in the list.",
            Fields =
            [
                new("cursor", "String!") { Description = "Its place.", Read = e => ((Edge)e).Cursor },
                new("node", $"{type}!") { Description = "The item.", Read = e => ((Edge)e).Node },
            ],
        },
    ];

    public static ObjectDefinition PageInfo { get; } = new("PageInfo")
    {
        Description = "Where a part of a list stands.",
        Fields =
        [
            new("hasNextPage", "Boolean!") { Description = "Whether the list goes on.", Read = c => ((Connection)c).HasNext },
            new("hasPreviousPage", "Boolean!") { Description = "Whether something came before.", Read = c => ((Connection)c).HasPrevious },
            new("startCursor", "String")
            {
                Description = "The first item's cursor.", Read = c => ((Connection)c).Edges is [var first, ..] ? first.Cursor : null,
            },
            new("endCursor", "String")
            {
                Description = "The last item's cursor.", Read = c => ((Connection)c).Edges is [.., var last] ? last.Cursor : null,
            },
        ],
    };

    /// <summary>Cuts off the item beyond the wanted number, whose presence shows that there are more.</summary>
    public static Connection Cut<T>(IReadOnlyList<T> read, int wanted, bool hasPrevious, Func<T, object> node, Func<T, string> cursor) =>
        new([.. read.Take(wanted).Select(r => new Edge(cursor(r), node(r)))], read.Count > wanted, hasPrevious);

    /// <summary>A part of a list in memory that is sorted by name.</summary>
    public static Outcome<Connection> OfNamed<T>(
        IEnumerable<T> all, char list, Func<T, string> name, Func<T, IEnumerable<string?>> searched, Func<T, object> node, string? search,
        int? first, string? after)
    {
        var found = NamedList.Find(all, list, name, searched, search, first, after);
        return found.Succeeded(out var part)
            ? Outcome<Connection>.Of(Cut(part, first ?? PageLimit.Default, after is not null, node, t => ListToken.Write(list, name(t))))
            : Outcome<Connection>.Refused(found.Diagnostics);
    }
}

/// <summary>An item and its place in a list.</summary>
internal sealed record Edge(string Cursor, object Node);
