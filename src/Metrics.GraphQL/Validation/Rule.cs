using Metrics.GraphQL.Language;
using Metrics.GraphQL.Types.Definitions;

namespace Metrics.GraphQL.Validation;

/// <summary>One validation rule (specification, section 5). It visits every node in one shared walk and reports violations.</summary>
internal abstract class Rule
{
    public string Name => GetType().Name;

    protected ValidationContext Context { get; private set; } = null!;

    protected TypeScope Scope => Context.Scope;

    protected Document Document => Context.Document;

    public Rule In(ValidationContext context)
    {
        Context = context;
        return this;
    }

    public virtual void EnterDocument()
    {
    }

    /// <summary>Called after the walk, when all variable usages and spreads are known.</summary>
    public virtual void LeaveDocument()
    {
    }

    public virtual void Enter(OperationNode operation)
    {
    }

    public virtual void Enter(FragmentNode fragment)
    {
    }

    public virtual void Enter(VariableDefinitionNode variable)
    {
    }

    public virtual void Enter(FieldNode field)
    {
    }

    public virtual void Leave(FieldNode field)
    {
    }

    public virtual void Enter(SpreadNode spread)
    {
    }

    public virtual void Enter(InlineFragmentNode fragment)
    {
    }

    /// <summary>Called with all directives of one place.</summary>
    public virtual void Enter(IReadOnlyList<DirectiveNode> directives, DirectiveLocation location)
    {
    }

    public virtual void Enter(ValueNode value)
    {
    }

    public virtual void Leave(ValueNode value)
    {
    }

    public virtual void Enter(ObjectFieldNode field)
    {
    }

    public virtual void Enter(TypeReference.Named type)
    {
    }

    protected void Report(string message, params ReadOnlySpan<int> offsets) => Context.Report(this, message, offsets);

    protected void Report(string message, IReadOnlyDictionary<string, object?>? extensions, int offset) =>
        Context.Report(this, message, [offset], extensions);

    /// <summary>Reports that a name does not exist, with all known reasons.</summary>
    protected void Report(string problem, IReadOnlyList<Absence> why, int offset)
    {
        Report($"{problem} {why[0].Message}", why[0].Extensions, offset);
        foreach (var more in why.Skip(1))
            Report(more.Message, more.Extensions, offset);
    }
}
