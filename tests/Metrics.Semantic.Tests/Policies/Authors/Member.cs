namespace Metrics.Semantic.Tests.Policies.Authors;

internal enum MemberKind
{
    Primary,
    Foreign,
    Dimension,
    Time,
    Measure,
}

/// <summary>An entity, dimension or measure, with what its author's expression reads said as data.</summary>
/// <param name="Model">The semantic model it is in.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Name">Its name, like no other's in the world.</param>
/// <param name="Plain">Its expression with columns in brackets: <c>upper([c_note])</c>.</param>
/// <param name="Type">The type of its value.</param>
internal sealed record Member(string Model, MemberKind Kind, string Name, string Plain, ValueKind Type)
{
    /// <summary>The expression as its author spells it; that of <see cref="Plain"/> when null.</summary>
    public string? Spelled { get; init; }

    /// <summary>True when it takes its row whole: what it shows then holds null for whatever may not be seen.</summary>
    public bool IsWholeRow { get; init; }

    /// <summary>True when it is hard to say what it reads, so that it may be hidden with anything.</summary>
    public bool IsOpaque =>
        IsWholeRow || Plain.Contains("select", StringComparison.Ordinal) || Spelled?.StartsWith("U&", StringComparison.Ordinal) == true;

    /// <summary>Of a measure, how it is aggregated.</summary>
    public string Aggregation { get; init; } = "";

    /// <summary>True when a column is all it is.</summary>
    public bool IsColumn => Plain.StartsWith('[') && Plain.IndexOf(']', StringComparison.Ordinal) == Plain.Length - 1;

    /// <summary>The columns it reads.</summary>
    public IEnumerable<string> Reads => Plain.Split('[').Skip(1).Select(p => p[..p.IndexOf(']', StringComparison.Ordinal)]).Distinct();

    /// <summary>What its definition says.</summary>
    public string Expr => Spelled ?? Plain.Replace("[", "", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal);

    /// <summary>The same in SQL over a table by another name.</summary>
    public string Over(string alias) =>
        Plain.Replace("[", alias + ".", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal);
}

internal enum ValueKind
{
    Text,
    Whole,
    Number,
    Time,
    Flag,
}

/// <summary>A name as a question or a condition says it, and everything that it leads over.</summary>
/// <param name="Text">The name: <c>shop3q__city5q</c>.</param>
/// <param name="Type">The type of its values.</param>
/// <param name="Members">What must be there for it to mean anything.</param>
/// <param name="Sql">Its value over the open tables, for a row <c>x</c> of the model's table.</param>
internal sealed record NameUse(string Text, ValueKind Type, Member[] Members, string Sql)
{
    public Member Last => Members[^1];
}

internal sealed record AuthoredModel(string Name, string Table, List<Member> Members)
{
    public Member Primary => Members.Single(m => m.Kind == MemberKind.Primary);

    public Member? Time => Members.Find(m => m.Kind == MemberKind.Time);

    public IEnumerable<Member> Measures => Members.Where(m => m.Kind == MemberKind.Measure);
}

/// <summary>A metric as the catalog spells it, and what it is computed from.</summary>
internal sealed record AuthoredMetric(string Name, string Yaml, ValueKind Type, string Model, Member[] Members, string[] Inputs);

/// <summary>A question of the catalog's own.</summary>
internal sealed record AuthoredQuery(string Name, string Yaml, string Metric, Member[] Members, string Json);

internal sealed record AuthoredTable(string Name, (string Name, string Type)[] Columns, string Key, List<string> Rows);
