using System.Globalization;
using System.Text;
using Metrics.Domain;
using Metrics.Domain.Results;
using Metrics.Semantic.Resolution;
using Metrics.Semantic.Resolved;
using Metrics.Semantic.Sql;

namespace Metrics.Semantic.Logical;

/// <summary>
/// How a question is computed, as a tree of steps that can print itself. Each step gives rows of named columns, so that any step can be the
/// input of any other.
/// </summary>
public abstract record PlanNode
{
    private PlanNode()
    {
    }

    /// <summary>The columns of its rows, in order.</summary>
    public abstract EquatableList<PlanField> Fields { get; }

    /// <summary>The steps this one reads from.</summary>
    public abstract EquatableList<PlanNode> Inputs { get; }

    /// <summary>This step without its own conditions, and those conditions, so that the step above can apply them itself.</summary>
    public virtual (PlanNode Rows, EquatableList<RowFilter> Conditions) Unfiltered => (this, []);

    /// <summary>This step in one line.</summary>
    public abstract string Describe();

    /// <summary>Calls the visitor's method for this kind of step.</summary>
    public abstract T Accept<T>(PlanVisitor<T> visitor);

    /// <inheritdoc/>
    public sealed override string ToString()
    {
        var text = new StringBuilder();
        Print(text, 0);
        return text.ToString();
    }

    private protected virtual void Print(StringBuilder text, int depth)
    {
        Line(text, depth, Describe());
        foreach (var input in Inputs)
            input.Print(text, depth + 1);
    }

    private static void Line(StringBuilder text, int depth, string words) => text.Append(' ', depth * 2).Append(words).Append('\n');

    private static EquatableList<PlanField> KeyFields(int count) =>
        Enumerable.Range(0, count).Select(i => new PlanField(string.Create(CultureInfo.InvariantCulture, $"k{i}"))).ToEquatableList();

    /// <summary>The rows of one model's table at a version, with the author's expressions that the question needs.</summary>
    public sealed record Scan(
        string Model, string Schema, string Relation, long? RowsAt, EquatableList<string> TableColumns, string TableAlias,
        EquatableList<ScanColumn> Columns) : PlanNode
    {
        /// <summary>The part of the table that the caller may see; null for all of it.</summary>
        public Guarded? Guard { get; init; }

        /// <inheritdoc/>
        public override EquatableList<PlanField> Fields =>
            Columns.Select(c => new PlanField(c.Name)).ToEquatableList();

        /// <inheritdoc/>
        public override EquatableList<PlanNode> Inputs => Guard is null ? [] : [Guard];

        /// <inheritdoc/>
        public override string Describe() => $"scan {Model} ({Relation}): {string.Join(", ", Columns.Select(c => c.Name))}";

        /// <inheritdoc/>
        public override T Accept<T>(PlanVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>
    /// A table as a caller may see it: only some rows, and nulls in some columns. Where it excludes rows it is a fence: no condition, join
    /// or expression of the question except <see cref="Passed"/> is evaluated on a row before the policy has let that row through.
    /// </summary>
    /// <param name="Input">The table's rows: each column named by its number, and the columns that the conditions need.</param>
    /// <param name="Conditions">The policy's conditions on rows.</param>
    /// <param name="Nothing">True when the caller may see no row.</param>
    /// <param name="Columns">The table's columns in order.</param>
    /// <param name="Text">The policy, for people.</param>
    public sealed record Guarded(
        Project Input, EquatableList<RowFilter> Conditions, bool Nothing, EquatableList<GuardedColumn> Columns, string Text) : PlanNode
    {
        /// <summary>Conditions of the question on public columns, applied inside the fence; they may be evaluated on every row.</summary>
        public EquatableList<RowFilter> Passed { get; init; }

        /// <summary>True when the plan is shown to a caller whom this policy restricts.</summary>
        public bool IsVeiled { get; init; }

        /// <summary>True when the policy excludes rows.</summary>
        public bool IsFence => Nothing || Conditions.Count > 0;

        /// <inheritdoc/>
        public override EquatableList<PlanField> Fields =>
            Columns.Select(c => new PlanField(c.Name)).ToEquatableList();

        /// <inheritdoc/>
        public override EquatableList<PlanNode> Inputs => IsVeiled ? [] : [Input];

        /// <inheritdoc/>
        public override string Describe() =>
            $"policy: {(IsVeiled ? Veil : Text)}{(Passed.Count == 0 ? "" : $"; through the fence: {string.Join(" and ", Passed)}")}";

        /// <summary>What a caller whom the policy restricts reads instead of it.</summary>
        public string Veil => IsFence ? "only rows and values that may be seen, behind a fence" : "only values that may be seen";

        /// <inheritdoc/>
        public override T Accept<T>(PlanVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>The rows with the earliest or latest value of a time, found separately for each group.</summary>
    public sealed record Edge(PlanNode Input, string Time, bool TakesLast, EquatableList<string> Groups) : PlanNode
    {
        /// <summary>The column with the time at the end of a row's group; the space keeps it apart from dimensions and entities.</summary>
        public const string End = "end of group";

        /// <inheritdoc/>
        public override EquatableList<PlanField> Fields =>
            Input.Fields;

        /// <inheritdoc/>
        public override EquatableList<PlanNode> Inputs => [Input];

        /// <inheritdoc/>
        public override string Describe() =>
            $"keep the {(TakesLast ? "last" : "first")} {Time}{(Groups.Count == 0 ? "" : $" of each {string.Join(", ", Groups)}")}";

        /// <inheritdoc/>
        public override T Accept<T>(PlanVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>Columns without aggregation: each combination as often as it occurs, or each column's smallest and largest value.</summary>
    public sealed record Values(PlanNode Input, EquatableList<string> Keys, bool EndsOnly) : PlanNode
    {
        /// <inheritdoc/>
        public override EquatableList<PlanField> Fields =>
            KeyFields(EndsOnly ? 2 * Keys.Count : Keys.Count);

        /// <inheritdoc/>
        public override EquatableList<PlanNode> Inputs => [Input];

        /// <inheritdoc/>
        public override string Describe() => $"{(EndsOnly ? "smallest and largest" : "every")} {string.Join(", ", Keys)}";

        /// <inheritdoc/>
        public override T Accept<T>(PlanVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>Rows with what is joined to them, and the columns that conditions, keys and aggregates use.</summary>
    /// <param name="Input">The rows. Joins neither remove nor duplicate them, unless a join says so.</param>
    /// <param name="Joins">What is joined to them, in this order; a later one may use what an earlier one brought.</param>
    /// <param name="Columns">The columns, as expressions over <see cref="Root"/> and the joins' aliases.</param>
    public sealed record Project(PlanNode Input, EquatableList<PlanJoin> Joins, EquatableList<RowColumn> Columns) : PlanNode
    {
        /// <summary>The input's alias in the columns' expressions.</summary>
        public const string Root = "f";

        /// <summary>The name of the only column when none is needed, as for a count.</summary>
        public const string Row = "row";

        /// <inheritdoc/>
        public override EquatableList<PlanField> Fields =>
            Columns.Count == 0 ? [new PlanField(Row)] : Columns.Select(c => new PlanField(c.Name)).ToEquatableList();

        /// <inheritdoc/>
        public override EquatableList<PlanNode> Inputs => Joins.Select(j => j.Target).Prepend(Input).ToEquatableList();

        /// <inheritdoc/>
        public override string Describe() => $"take {string.Join(", ", Columns.Select(c => c.Name))}";

        // The last join is printed outermost: it is computed last.
        private protected override void Print(StringBuilder text, int depth)
        {
            Line(text, depth, Describe());
            for (var i = Joins.Count - 1; i >= 0; i--)
                Line(text, depth + Joins.Count - i, Joins[i].Describe());
            Input.Print(text, depth + Joins.Count + 1);
            for (var i = 0; i < Joins.Count; i++)
                Joins[i].Target.Print(text, depth + Joins.Count - i + 1);
        }

        /// <inheritdoc/>
        public override T Accept<T>(PlanVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>The rows for which all conditions hold.</summary>
    public sealed record Filter(PlanNode Input, EquatableList<RowFilter> Conditions) : PlanNode
    {
        /// <inheritdoc/>
        public override EquatableList<PlanField> Fields =>
            Input.Fields;

        /// <inheritdoc/>
        public override EquatableList<PlanNode> Inputs => [Input];

        /// <inheritdoc/>
        public override (PlanNode Rows, EquatableList<RowFilter> Conditions) Unfiltered => (Input, Conditions);

        /// <inheritdoc/>
        public override string Describe() => $"where {string.Join(" and ", Conditions)}";

        /// <inheritdoc/>
        public override T Accept<T>(PlanVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>For each subject with at least n events, the times of its first and its nth.</summary>
    public sealed record Spans(PlanNode Input, string Subject, string Event, string? Tie, int N) : PlanNode
    {
        /// <summary>The column of days between the two; the space keeps it apart from every dimension and entity.</summary>
        public const string Days = "days between";

        /// <summary>The column of the subject.</summary>
        public const string Of = "subject";

        /// <summary>The column with the time of its first event.</summary>
        public const string First = "first_at";

        /// <summary>The column with the time of its nth event.</summary>
        public const string Nth = "nth_at";

        /// <inheritdoc/>
        public override EquatableList<PlanField> Fields =>
            [new PlanField(Of), new PlanField(First), new PlanField(Nth)];

        /// <inheritdoc/>
        public override EquatableList<PlanNode> Inputs => [Input];

        /// <inheritdoc/>
        public override string Describe() => $"first and {N}. event of each {Subject}{(Tie is null ? "" : $", ties by {Tie}")}";

        /// <inheritdoc/>
        public override T Accept<T>(PlanVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>Events that follow others, each with the columns of the latest earlier event with equal subjects.</summary>
    /// <param name="Base">The events before.</param>
    /// <param name="Conversion">The events after.</param>
    /// <param name="Subjects">The columns that must be equal in both events, under the same names in both.</param>
    /// <param name="Tie">The key of the events before, which breaks ties of equal times; null when they have none.</param>
    /// <param name="Keys">Columns taken from the event before.</param>
    /// <param name="Counted">Columns taken from the event after, at least one.</param>
    /// <param name="Earliest">The time, over the event after's, that the event before must be later than; null for no bound.</param>
    /// <param name="Text">The conversion, for people.</param>
    public sealed record Conversions(
        PlanNode Base, PlanNode Conversion, EquatableList<string> Subjects, string? Tie, EquatableList<string> Keys,
        EquatableList<string> Counted, SqlExpression? Earliest, string Text) : PlanNode
    {
        /// <inheritdoc/>
        public override EquatableList<PlanField> Fields =>
            Keys.Concat(Counted).Select(c => new PlanField(c)).ToEquatableList();

        /// <inheritdoc/>
        public override EquatableList<PlanNode> Inputs => [Base, Conversion];

        /// <inheritdoc/>
        public override string Describe() => $"each with the latest before it: {Text}";

        /// <inheritdoc/>
        public override T Accept<T>(PlanVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>One row for each combination of keys.</summary>
    public sealed record Aggregate(
        PlanNode Input, string Comment, EquatableList<string> Keys, EquatableList<UnitAggregate> Aggregates) : PlanNode
    {
        /// <inheritdoc/>
        public override EquatableList<PlanField> Fields =>
            [.. KeyFields(Keys.Count), .. Aggregates.Select(a => new PlanField(a.Alias) { Type = a.Result })];

        /// <inheritdoc/>
        public override EquatableList<PlanNode> Inputs => [Input];

        /// <inheritdoc/>
        public override string Describe() => Aggregates.Count == 0 ? $"different {string.Join(", ", Keys)}"
            : $"aggregate {string.Join(", ", Aggregates.Select(a => a.InPlan))} by "
                + (Keys.Count == 0 ? "nothing" : string.Join(", ", Keys));

        /// <inheritdoc/>
        public override T Accept<T>(PlanVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>Several facts, each aggregated to the same keys, combined on equal keys; null keys are equal too.</summary>
    public sealed record Combine(EquatableList<PlanNode> Facts, int Keys) : PlanNode
    {
        /// <summary>The column that says whether a fact makes groups; the space keeps it apart from every dimension and entity.</summary>
        public const string MakesRows = "makes rows";

        /// <summary>How many of the last facts only add values to the groups that the others have, and make no groups.</summary>
        public int Asides { get; init; }

        /// <inheritdoc/>
        public override EquatableList<PlanField> Fields =>
            [.. KeyFields(Keys), .. Facts.SelectMany(f => f.Fields.Skip(Keys))];

        /// <inheritdoc/>
        public override EquatableList<PlanNode> Inputs => Facts;

        /// <inheritdoc/>
        public override string Describe() => $"combine {Facts.Count} facts on {Keys} keys"
            + (Asides == 0 ? "" : $", without groups that only the last {Asides} have");

        /// <inheritdoc/>
        public override T Accept<T>(PlanVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>The metrics, computed from aggregates. The whole of a share is computed separately where it is no sum.</summary>
    public sealed record Compute(PlanNode Input, int Keys, EquatableList<ResolvedMetric> Metrics, EquatableList<PlanNode> Wholes) : PlanNode
    {
        /// <inheritdoc/>
        public override EquatableList<PlanField> Fields =>
            [.. KeyFields(Keys), .. Metrics.Select(m => new PlanField(m.Alias))];

        /// <inheritdoc/>
        public override EquatableList<PlanNode> Inputs => Wholes.Prepend(Input).ToEquatableList();

        /// <inheritdoc/>
        public override string Describe() => Metrics.Count == 0 ? "no metrics"
            : $"compute {string.Join(", ", Metrics.Select(m => m.ShareOf is null ? m.Metric : $"share of {m.Metric}"))}";

        /// <inheritdoc/>
        public override T Accept<T>(PlanVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>The answer: conditions on metrics, its columns, their order, and the number of rows.</summary>
    public sealed record Answer(PlanNode Input, ResolvedQuery Query, long? Limit) : PlanNode
    {
        /// <inheritdoc/>
        public override EquatableList<PlanField> Fields =>
            Query.Columns.Select(c => new PlanField(c.Name)).ToEquatableList();

        /// <inheritdoc/>
        public override EquatableList<PlanNode> Inputs => [Input];

        /// <inheritdoc/>
        public override string Describe() =>
            $"answer {string.Join(", ", Query.Columns.Select(c => c.Name))}"
            + (Query.MetricFilters.Count > 0 ? $", {Query.MetricFilters.Count} conditions on metrics" : "")
            + $" ordered by {string.Join(", ", Query.OrderBy.Select(o => o.Alias + (o.Descending ? " descending" : "")))}"
            + (Limit is { } limit ? $", at most {limit} rows" : "");

        /// <inheritdoc/>
        public override T Accept<T>(PlanVisitor<T> visitor) => visitor.Visit(this);
    }
}
