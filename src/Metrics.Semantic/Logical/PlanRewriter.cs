using Metrics.Domain;

namespace Metrics.Semantic.Logical;

/// <summary>Rebuilds a plan from its leaves up; a pass overrides the steps that it changes. Guarded tables are left unchanged.</summary>
public abstract class PlanRewriter : PlanVisitor<PlanNode>
{
    /// <inheritdoc/>
    public override PlanNode Visit(PlanNode.Scan scan) => scan;

    /// <inheritdoc/>
    public override PlanNode Visit(PlanNode.Guarded guarded) => guarded;

    /// <inheritdoc/>
    public override PlanNode Visit(PlanNode.Project project) => project with
    {
        Input = project.Input.Accept(this),
        Joins = project.Joins.Select(j => j with { Target = j.Target.Accept(this) }).ToEquatableList(),
    };

    /// <inheritdoc/>
    public override PlanNode Visit(PlanNode.Filter filter) => filter with { Input = filter.Input.Accept(this) };

    /// <inheritdoc/>
    public override PlanNode Visit(PlanNode.Edge edge) => edge with { Input = edge.Input.Accept(this) };

    /// <inheritdoc/>
    public override PlanNode Visit(PlanNode.Values values) => values with { Input = values.Input.Accept(this) };

    /// <inheritdoc/>
    public override PlanNode Visit(PlanNode.Spans spans) => spans with { Input = spans.Input.Accept(this) };

    /// <inheritdoc/>
    public override PlanNode Visit(PlanNode.Conversions conversions) => conversions with
    {
        Base = conversions.Base.Accept(this), Conversion = conversions.Conversion.Accept(this),
    };

    /// <inheritdoc/>
    public override PlanNode Visit(PlanNode.Aggregate aggregate) => aggregate with { Input = aggregate.Input.Accept(this) };

    /// <inheritdoc/>
    public override PlanNode Visit(PlanNode.Combine combine) => combine with { Facts = All(combine.Facts) };

    /// <inheritdoc/>
    public override PlanNode Visit(PlanNode.Compute compute) => compute with
    {
        Input = compute.Input.Accept(this), Wholes = All(compute.Wholes),
    };

    /// <inheritdoc/>
    public override PlanNode Visit(PlanNode.Answer answer) => answer with { Input = answer.Input.Accept(this) };

    /// <summary>Rewrites each of several steps.</summary>
    protected EquatableList<PlanNode> All(EquatableList<PlanNode> steps) => steps.Select(s => s.Accept(this)).ToEquatableList();
}
