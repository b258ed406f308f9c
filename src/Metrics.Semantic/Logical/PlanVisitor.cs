namespace Metrics.Semantic.Logical;

/// <summary>
/// What is done with each kind of step. All are abstract: who adds a step to the algebra is told by the compiler of every place that has to
/// know it.
/// </summary>
/// <typeparam name="T">What a step is turned into.</typeparam>
public abstract class PlanVisitor<T>
{
    /// <summary>The rows of a table.</summary>
    public abstract T Visit(PlanNode.Scan scan);

    /// <summary>A table as somebody may see it.</summary>
    public abstract T Visit(PlanNode.Guarded guarded);

    /// <summary>Rows with what is joined to them, and the columns that the steps above speak of.</summary>
    public abstract T Visit(PlanNode.Project project);

    /// <summary>The rows for which conditions hold.</summary>
    public abstract T Visit(PlanNode.Filter filter);

    /// <summary>The rows at one end of a time.</summary>
    public abstract T Visit(PlanNode.Edge edge);

    /// <summary>Columns as they occur, or their ends.</summary>
    public abstract T Visit(PlanNode.Values values);

    /// <summary>The first and nth event of each subject.</summary>
    public abstract T Visit(PlanNode.Spans spans);

    /// <summary>Events under those that they follow.</summary>
    public abstract T Visit(PlanNode.Conversions conversions);

    /// <summary>One row for each combination of keys.</summary>
    public abstract T Visit(PlanNode.Aggregate aggregate);

    /// <summary>Several facts on equal keys.</summary>
    public abstract T Visit(PlanNode.Combine combine);

    /// <summary>Metrics, from aggregates.</summary>
    public abstract T Visit(PlanNode.Compute compute);

    /// <summary>Which rows are shown, and in which order.</summary>
    public abstract T Visit(PlanNode.Answer answer);
}
