namespace Metrics.Semantic.Logical;

/// <summary>
/// An operation with a case for each kind of step. All methods are abstract, so that the compiler names every place that a new kind must
/// handle.
/// </summary>
/// <typeparam name="T">The result for a step.</typeparam>
public abstract class PlanVisitor<T>
{
    /// <summary>The rows of a table.</summary>
    public abstract T Visit(PlanNode.Scan scan);

    /// <summary>A table as a caller may see it.</summary>
    public abstract T Visit(PlanNode.Guarded guarded);

    /// <summary>Rows with what is joined to them, and the columns that the steps above use.</summary>
    public abstract T Visit(PlanNode.Project project);

    /// <summary>The rows for which conditions hold.</summary>
    public abstract T Visit(PlanNode.Filter filter);

    /// <summary>The rows with the earliest or latest value of a time.</summary>
    public abstract T Visit(PlanNode.Edge edge);

    /// <summary>Columns without aggregation, or their smallest and largest values.</summary>
    public abstract T Visit(PlanNode.Values values);

    /// <summary>The first and nth event of each subject.</summary>
    public abstract T Visit(PlanNode.Spans spans);

    /// <summary>Events with the columns of the events that they follow.</summary>
    public abstract T Visit(PlanNode.Conversions conversions);

    /// <summary>One row for each combination of keys.</summary>
    public abstract T Visit(PlanNode.Aggregate aggregate);

    /// <summary>Several facts combined on equal keys.</summary>
    public abstract T Visit(PlanNode.Combine combine);

    /// <summary>Metrics computed from aggregates.</summary>
    public abstract T Visit(PlanNode.Compute compute);

    /// <summary>The rows of the answer, in their order.</summary>
    public abstract T Visit(PlanNode.Answer answer);
}
