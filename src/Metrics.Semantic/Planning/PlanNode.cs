using Metrics.Domain.Results;
using System.Text;
using Metrics.Domain;
using Metrics.Semantic.Resolution;

namespace Metrics.Semantic.Planning;

/// <summary>How a question is computed, as a tree of steps; prints itself.</summary>
public abstract record PlanNode
{
    private PlanNode()
    {
    }

    /// <summary>The steps this one reads from.</summary>
    public abstract EquatableList<PlanNode> Inputs { get; }

    /// <summary>This step in one line.</summary>
    public abstract string Describe();

    /// <inheritdoc/>
    public sealed override string ToString()
    {
        var text = new StringBuilder();
        Print(this, 0, text);
        return text.ToString();
    }

    private static void Print(PlanNode node, int depth, StringBuilder text)
    {
        text.Append(' ', depth * 2).Append(node.Describe()).Append('\n');
        foreach (var input in node.Inputs)
            Print(input, depth + 1, text);
    }

    /// <summary>The rows of one model's table at a version, with the author's expressions that are needed.</summary>
    public sealed record Scan(string Model, string Schema, string Relation, long? RowsAt, EquatableList<string> TableColumns, string TableAlias, EquatableList<ScanColumn> Columns) : PlanNode
    {
        /// <summary>What of the table may be seen; null for all of it.</summary>
        public Guarded? Guard { get; init; }

        /// <inheritdoc/>
        public override EquatableList<PlanNode> Inputs => Guard is null ? [] : [Guard];

        /// <inheritdoc/>
        public override string Describe() => $"scan {Model} ({Relation}): {string.Join(", ", Columns.Select(c => c.Name))}";
    }

    /// <summary>
    /// A table as somebody may see it: only some rows, and nulls in some columns. Where rows are held back it is a fence: no condition, join or expression of a question is
    /// evaluated on a row before that row was let through, but for what is in <see cref="Passed"/>.
    /// </summary>
    /// <param name="Input">Its rows, each column by its number, with what the conditions need.</param>
    /// <param name="Conditions">The conditions.</param>
    /// <param name="Nothing">True when no row may be seen.</param>
    /// <param name="Columns">Its columns in order.</param>
    /// <param name="Text">The policy, for people.</param>
    public sealed record Guarded(Rows Input, EquatableList<RowFilter> Conditions, bool Nothing, EquatableList<GuardedColumn> Columns, string Text) : PlanNode
    {
        /// <summary>Conditions of the question on public columns, which may be evaluated on every row.</summary>
        public EquatableList<RowFilter> Passed { get; init; }

        /// <summary>True when whoever looks at the plan is held to it.</summary>
        public bool IsVeiled { get; init; }

        /// <summary>True when rows are held back.</summary>
        public bool IsFence => Nothing || Conditions.Count > 0;

        /// <inheritdoc/>
        public override EquatableList<PlanNode> Inputs => IsVeiled ? [] : [Input];

        /// <inheritdoc/>
        public override string Describe() =>
            $"policy: {(IsVeiled ? Veil : Text)}{(Passed.Count == 0 ? "" : $"; through the fence: {string.Join(" and ", Passed)}")}";

        /// <summary>What is said of it to whoever is held to it.</summary>
        public string Veil => IsFence ? "only rows and values that may be seen, behind a fence" : "only values that may be seen";
    }

    /// <summary>Keeps every row of its input and adds the one row that an entity names in another model, or what a metric is for it.</summary>
    public sealed record Join(PlanNode Input, PlanNode Target, string Alias, EquatableList<JoinPair> On) : PlanNode
    {
        /// <summary>Set when the other model's rows hold for a while: the time at which the row must hold.</summary>
        public JoinHold? Hold { get; init; }

        /// <summary>True when rows that nothing was joined to stay too.</summary>
        public bool KeepsBothSides { get; init; }

        /// <inheritdoc/>
        public override EquatableList<PlanNode> Inputs => [Input, Target];

        /// <inheritdoc/>
        public override string Describe() =>
            $"join {(Target is Scan scan ? scan.Model : "a metric")} as {Alias} on {string.Join(" and ", On)}{(Hold is null ? "" : $" as of {Hold}")}{(KeepsBothSides ? ", rows of both sides stay" : ", one row at most")}";
    }

    /// <summary>Every row of its input with every row of a time spine.</summary>
    public sealed record Cross(PlanNode Input, Scan Target, string Alias) : PlanNode
    {
        /// <inheritdoc/>
        public override EquatableList<PlanNode> Inputs => [Input, Target];

        /// <inheritdoc/>
        public override string Describe() => $"with every time of {Target.Model} as {Alias}";
    }

    /// <summary>The rows at one end of a time, each group's by itself.</summary>
    public sealed record Edge(PlanNode Input, string Time, bool TakesLast, EquatableList<string> Groups) : PlanNode
    {
        /// <summary>The column with the end of a row's group; the space keeps it apart from every dimension and entity.</summary>
        public const string End = "end of group";

        /// <inheritdoc/>
        public override EquatableList<PlanNode> Inputs => [Input];

        /// <inheritdoc/>
        public override string Describe() => $"keep the {(TakesLast ? "last" : "first")} {Time}{(Groups.Count == 0 ? "" : $" of each {string.Join(", ", Groups)}")}";
    }

    /// <summary>Columns without aggregation: each combination as often as it occurs, or the ends of each column.</summary>
    public sealed record Values(PlanNode Input, EquatableList<string> Keys, bool EndsOnly) : PlanNode
    {
        /// <inheritdoc/>
        public override EquatableList<PlanNode> Inputs => [Input];

        /// <inheritdoc/>
        public override string Describe() => EndsOnly ? $"smallest and largest {string.Join(", ", Keys)}" : $"every {string.Join(", ", Keys)}";
    }

    /// <summary>The columns that conditions, keys and aggregates speak of.</summary>
    public sealed record Rows(PlanNode Input, EquatableList<RowColumn> Columns) : PlanNode
    {
        /// <inheritdoc/>
        public override EquatableList<PlanNode> Inputs => [Input];

        /// <inheritdoc/>
        public override string Describe() => $"take {string.Join(", ", Columns.Select(c => c.Name))}";
    }

    /// <summary>The rows for which all conditions hold.</summary>
    public sealed record Where(PlanNode Input, EquatableList<RowFilter> Conditions) : PlanNode
    {
        /// <inheritdoc/>
        public override EquatableList<PlanNode> Inputs => [Input];

        /// <inheritdoc/>
        public override string Describe() => $"where {string.Join(" and ", Conditions)}";
    }

    /// <summary>For each subject with so many events, the times of its first and its nth.</summary>
    public sealed record Spans(PlanNode Input, string Subject, string Event, string? Tie, int N) : PlanNode
    {
        /// <summary>The column of days between the two; the space keeps it apart from every dimension and entity.</summary>
        public const string Days = "days between";

        /// <inheritdoc/>
        public override EquatableList<PlanNode> Inputs => [Input];

        /// <inheritdoc/>
        public override string Describe() => $"first and {N}. event of each {Subject}{(Tie is null ? "" : $", ties by {Tie}")}";
    }

    /// <summary>Events that follow others: each with the columns of the latest event before it that agrees with it on what both are about.</summary>
    /// <param name="Base">The events before.</param>
    /// <param name="Conversion">The events after.</param>
    /// <param name="Subjects">What both agree on; the same names in both.</param>
    /// <param name="Tie">The key of the events before, which settles equal times; null when they have none.</param>
    /// <param name="Keys">Columns of the event before.</param>
    /// <param name="Counted">Columns of the event after, at least one.</param>
    /// <param name="Earliest">The time, over that of an event after, that the event before must come later than; null for any time.</param>
    /// <param name="Text">The conversion, for people.</param>
    public sealed record Conversions(
        PlanNode Base, PlanNode Conversion, EquatableList<string> Subjects, string? Tie, EquatableList<string> Keys, EquatableList<string> Counted, Sql.SqlExpression? Earliest, string Text) : PlanNode
    {
        /// <summary>The column with the event's time in both; the space keeps it apart from every dimension and entity.</summary>
        public const string Time = "event at";

        /// <inheritdoc/>
        public override EquatableList<PlanNode> Inputs => [Base, Conversion];

        /// <inheritdoc/>
        public override string Describe() => $"each with the latest before it: {Text}";
    }

    /// <summary>One row for each combination of keys.</summary>
    public sealed record Aggregate(PlanNode Input, string Comment, EquatableList<string> Keys, EquatableList<UnitAggregate> Aggregates) : PlanNode
    {
        /// <inheritdoc/>
        public override EquatableList<PlanNode> Inputs => [Input];

        /// <inheritdoc/>
        public override string Describe() => Aggregates.Count == 0 ? $"different {string.Join(", ", Keys)}" : $"aggregate {string.Join(", ", Aggregates.Select(a => $"{a.Alias} = {a.Function}"))} by {(Keys.Count == 0 ? "nothing" : string.Join(", ", Keys))}";
    }

    /// <summary>Several facts, each at its own grain, brought together on equal keys; null keys are equal too.</summary>
    public sealed record Combine(EquatableList<PlanNode> Facts, int Keys) : PlanNode
    {
        /// <summary>The column that tells whether a fact makes rows; the space keeps it apart from every dimension and entity.</summary>
        public const string MakesRows = "makes rows";

        /// <summary>How many of the last facts only add to the groups that the others have.</summary>
        public int Asides { get; init; }

        /// <inheritdoc/>
        public override EquatableList<PlanNode> Inputs => Facts;

        /// <inheritdoc/>
        public override string Describe() => $"combine {Facts.Count} facts on {Keys} keys"
            + (Asides == 0 ? "" : $", without groups that only the last {Asides} have");
    }

    /// <summary>The metrics, computed from aggregates; shares of what is no sum from wholes computed anew.</summary>
    public sealed record Compute(PlanNode Input, int Keys, EquatableList<ResolvedMetric> Metrics, EquatableList<PlanNode> Wholes) : PlanNode
    {
        /// <inheritdoc/>
        public override EquatableList<PlanNode> Inputs => Wholes.Prepend(Input).ToEquatableList();

        /// <inheritdoc/>
        public override string Describe() => Metrics.Count == 0 ? "no metrics" : $"compute {string.Join(", ", Metrics.Select(m => m.ShareOf is null ? m.Metric : $"share of {m.Metric}"))}";
    }

    /// <summary>Conditions on metrics, the columns of the answer, their order, and how many rows.</summary>
    public sealed record Answer(PlanNode Input, ResolvedQuery Query, long? Limit) : PlanNode
    {
        /// <inheritdoc/>
        public override EquatableList<PlanNode> Inputs => [Input];

        /// <inheritdoc/>
        public override string Describe() =>
            $"answer {string.Join(", ", Query.Columns.Select(c => c.Name))}{(Query.MetricFilters.Count > 0 ? $", {Query.MetricFilters.Count} conditions on metrics" : "")}"
            + $" ordered by {string.Join(", ", Query.OrderBy.Select(o => o.Alias + (o.Descending ? " descending" : "")))}{(Limit is { } limit ? $", at most {limit} rows" : "")}";
    }
}

/// <summary>A column of a table as somebody may see it.</summary>
/// <param name="Name">Its name in the table.</param>
/// <param name="Alias">What it is called in the guard's input.</param>
/// <param name="MaskedAs">The type of the null in its place; null when it may be seen.</param>
public sealed record GuardedColumn(string Name, string Alias, DataType? MaskedAs)
{
    /// <summary>True when its values are no secret, not even of rows that may not be seen.</summary>
    public bool IsPublic { get; init; }
}

/// <summary>An author's expression over one row, and what it is called.</summary>
public sealed record ScanColumn(string Name, string Expr);

/// <summary>A column of a source in a plan: <c>f."store key"</c>.</summary>
public sealed record PlanColumn(string Source, string Name)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Source}.{Name}";
}

/// <summary>A column of an input and the column of a target that must equal it.</summary>
public sealed record JoinPair(PlanColumn Input, string Target)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Input} = {Target}";
}

/// <summary>The time at which a row must hold, and the target's columns that say from when and until just before when.</summary>
public sealed record JoinHold(PlanColumn At, string Start, string End)
{
    /// <inheritdoc/>
    public override string ToString() => $"{At}, from {Start} until before {End}";
}

/// <summary>A column as conditions and keys speak of it, with the computation that brings times to their zone and grain.</summary>
public sealed record RowColumn(string Name, Sql.SqlExpression Expression);
