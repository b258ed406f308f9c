namespace Metrics.Domain.Refreshing;

/// <summary>
/// A text about what happened to tables, in two parts: public words (a code, tables, counts), and a detail that may contain text from data,
/// files or the engine. Only those who may see these tables unmasked may read the detail, so it can be read only where that is checked.
/// Both parts are storable texts, whatever the data had in them: a message that cannot be stored would end the run that it is about.
/// </summary>
public sealed record DataText
{
    private DataText(string open, string? detail, EquatableList<string> tables, EquatableList<string> connected, bool isSealed) =>
        (Public, Detail, Tables, Connected, IsSealed) =
            (StorableText.Of(open), detail is null ? null : StorableText.Of(detail), tables, connected, isSealed);

    /// <summary>The public part: nothing in it came from data, a file or the engine.</summary>
    public string Public { get; }

    /// <summary>The tables whose data the detail may contain; empty when it is about definitions and files of the project.</summary>
    public EquatableList<string> Tables { get; }

    /// <summary>What these tables are made from and everything made from that, as the project was then.</summary>
    public EquatableList<string> Connected { get; }

    /// <summary>True when only administrators may read the detail, since columns behind it are not to be seen by anyone.</summary>
    public bool IsSealed { get; }

    /// <summary>The full text; null when there is no more than the public part.</summary>
    internal string? Detail { get; }

    /// <summary>The full text, for those who may see it and for the log of the process that found it.</summary>
    internal string Full => Detail ?? Public;

    /// <summary>A public text without a detail.</summary>
    public static DataText Open(string text) => new(text, null, default, default, isSealed: false);

    /// <summary>A public text with a detail about tables.</summary>
    /// <param name="open">The public part.</param>
    /// <param name="detail">For those who may see the tables.</param>
    /// <param name="tables">The tables whose data the detail may contain.</param>
    /// <param name="connected">What they are made from and everything made from that.</param>
    /// <param name="isSealed">True when only administrators may see it.</param>
    public static DataText About(
        string open, string detail, EquatableList<string> tables, EquatableList<string> connected = default, bool isSealed = false) =>
        new(open, detail, tables, connected, isSealed);

    /// <summary>A public text with a detail for administrators only.</summary>
    public static DataText Sealed(string open, string detail) => new(open, detail, default, default, isSealed: true);

    /// <summary>The same text with public words before it.</summary>
    public DataText After(string words) => new(words + Public, Detail is null ? null : words + Detail, Tables, Connected, IsSealed);

    /// <summary>The public part.</summary>
    public override string ToString() => Public;
}
