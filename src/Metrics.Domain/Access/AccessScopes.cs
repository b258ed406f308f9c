using System.Diagnostics.CodeAnalysis;

namespace Metrics.Domain.Access;

/// <summary>What a caller may do; no scope includes another.</summary>
[Flags]
[SuppressMessage("Naming", "CA1711:Identifiers should not have incorrect suffix", Justification = "several at once")]
public enum AccessScopes
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Ask questions.</summary>
    Query = 1,

    /// <summary>See what can be asked, how fresh it is and what the refresh did.</summary>
    Catalog = 2,

    /// <summary>Ask for refresh runs and cancel them.</summary>
    Run = 4,

    /// <summary>Watch the service itself: its meters.</summary>
    Admin = 8,
}

/// <summary>The words for scopes: <c>query, catalog, run, admin</c>.</summary>
public static class AccessScopeWords
{
    /// <summary>Every word.</summary>
    public static readonly EquatableList<string> All = ["query", "catalog", "run", "admin"];

    /// <summary>The scope of a word; none for any other.</summary>
    public static AccessScopes Parse(string word) => word switch
    {
        "query" => AccessScopes.Query,
        "catalog" => AccessScopes.Catalog,
        "run" => AccessScopes.Run,
        "admin" => AccessScopes.Admin,
        _ => AccessScopes.None,
    };

    /// <summary>The words of scopes, in a fixed order.</summary>
    public static EquatableList<string> Words(this AccessScopes scopes) => All.Where(w => scopes.HasFlag(Parse(w))).ToEquatableList();
}
