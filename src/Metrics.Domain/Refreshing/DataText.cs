namespace Metrics.Domain.Refreshing;

/// <summary>
/// What is said of something that happened to tables, in two parts: words that anybody may read (a code, tables, counts), and a detail that
/// may hold what came out of
/// data, files or the engine. The detail is only for whoever may see those tables unmasked, so it can be read only where that is asked.
/// </summary>
public sealed record DataText
{
    private DataText(string open, string? detail, EquatableList<string> tables, EquatableList<string> connected, bool isSealed) =>
        (Public, Detail, Tables, Connected, IsSealed) = (open, detail, tables, connected, isSealed);

    /// <summary>For everybody: nothing in it came from data, a file or the engine.</summary>
    public string Public { get; }

    /// <summary>The tables whose data may stand in the detail; none when it speaks of definitions and files of the project.</summary>
    public EquatableList<string> Tables { get; }

    /// <summary>What these tables are made from and all that is made of that, as the project had it then.</summary>
    public EquatableList<string> Connected { get; }

    /// <summary>True when the detail is for administrators alone, since there are columns behind it that nobody is to see.</summary>
    public bool IsSealed { get; }

    /// <summary>The same with all that is known; null when there is nothing more.</summary>
    internal string? Detail { get; }

    /// <summary>All that is known: for those who may see it, and for the log of the process that found it.</summary>
    internal string Full => Detail ?? Public;

    /// <summary>Words for everybody and nothing besides.</summary>
    public static DataText Open(string text) => new(text, null, default, default, isSealed: false);

    /// <summary>Words for everybody, and a detail about tables.</summary>
    /// <param name="open">For everybody.</param>
    /// <param name="detail">For whoever may see the tables.</param>
    /// <param name="tables">Whose data it may hold.</param>
    /// <param name="connected">What they are made from and all that is made of that.</param>
    /// <param name="isSealed">True when only administrators may see it.</param>
    public static DataText About(
        string open, string detail, EquatableList<string> tables, EquatableList<string> connected = default, bool isSealed = false) =>
        new(open, detail, tables, connected, isSealed);

    /// <summary>Words for everybody, and a detail for administrators alone.</summary>
    public static DataText Sealed(string open, string detail) => new(open, detail, default, default, isSealed: true);

    /// <summary>The same behind words for everybody.</summary>
    public DataText After(string words) => new(words + Public, Detail is null ? null : words + Detail, Tables, Connected, IsSealed);

    /// <summary>The part for everybody.</summary>
    public override string ToString() => Public;
}
