using Metrics.GraphQL.Language;
using Metrics.GraphQL.Types.Definitions;

namespace Metrics.GraphQL.Validation;

/// <summary>
/// Walks a document once for all rules and tracks the types on the way. The parser's limit on nesting bounds its recursion.
/// </summary>
internal sealed class DocumentWalk(ValidationContext context, IReadOnlyList<Rule> rules)
{
    private TypeScope Scope => context.Scope;

    private ExecutableNode? current;

    private bool isInDefinition;

    public void Run()
    {
        Tell(rule => rule.EnterDocument());
        foreach (var node in context.Document.Executables)
        {
            current = node;
            if (node is OperationNode operation)
                Walk(operation);
            else
                Walk((FragmentNode)node);
        }
        Tell(rule => rule.LeaveDocument());
    }

    private void Walk(OperationNode operation)
    {
        var before = Scope.Enter(context.Schema.Roots.For(operation.Kind));
        Tell(rule => rule.Enter(operation));
        isInDefinition = true;
        foreach (var variable in operation.Variables)
            Walk(variable);
        isInDefinition = false;
        Walk(operation.Directives, operation.Kind switch
        {
            OperationKind.Query => DirectiveLocation.Query,
            OperationKind.Mutation => DirectiveLocation.Mutation,
            _ => DirectiveLocation.Subscription,
        });
        Walk(operation.Selections);
        Scope.Leave(before);
    }

    private void Walk(FragmentNode fragment)
    {
        var before = Scope.Enter(context.Schema.FindType(fragment.Condition));
        Tell(rule => rule.Enter(fragment));
        Tell(rule => rule.Enter(fragment.Condition));
        Walk(fragment.Directives, DirectiveLocation.FragmentDefinition);
        Walk(fragment.Selections);
        Scope.Leave(before);
    }

    private void Walk(VariableDefinitionNode variable)
    {
        Scope.EnterVariable(variable.Type);
        Tell(rule => rule.Enter(variable));
        var type = variable.Type;
        while (type is not TypeReference.Named)
            type = type is TypeReference.ListOf list ? list.Item : ((TypeReference.NonNull)type).Type;
        Tell(rule => rule.Enter((TypeReference.Named)type));
        if (variable.Default is not null)
            Walk(variable.Default);
        Walk(variable.Directives, DirectiveLocation.VariableDefinition);
        Scope.LeaveInput();
    }

    private void Walk(SelectionSet set)
    {
        var before = (Scope.Type, Scope.Parent);
        Scope.EnterSelections();
        foreach (var selection in set.Selections)
        {
            switch (selection)
            {
                case FieldNode field:
                    Walk(field);
                    break;
                case SpreadNode spread:
                    context.Use(current!, spread);
                    Tell(rule => rule.Enter(spread));
                    Walk(spread.Directives, DirectiveLocation.FragmentSpread);
                    break;
                case InlineFragmentNode inline:
                    Walk(inline);
                    break;
            }
        }
        Scope.Leave(before);
    }

    private void Walk(FieldNode field)
    {
        var before = Scope.Enter(field);
        Tell(rule => rule.Enter(field));
        Walk(field.Arguments);
        Walk(field.Directives, DirectiveLocation.Field);
        if (field.Selections is not null)
            Walk(field.Selections);
        Tell(rule => rule.Leave(field));
        Scope.LeaveField();
        Scope.Leave(before);
    }

    private void Walk(InlineFragmentNode inline)
    {
        var before = Scope.Enter(inline.Condition is null ? Scope.Type?.Innermost : context.Schema.FindType(inline.Condition));
        Tell(rule => rule.Enter(inline));
        if (inline.Condition is not null)
            Tell(rule => rule.Enter(inline.Condition));
        Walk(inline.Directives, DirectiveLocation.InlineFragment);
        Walk(inline.Selections);
        Scope.Leave(before);
    }

    private void Walk(IReadOnlyList<DirectiveNode> directives, DirectiveLocation location)
    {
        if (directives.Count == 0)
            return;
        Tell(rule => rule.Enter(directives, location));
        foreach (var directive in directives)
        {
            Scope.EnterDirective(directive);
            Walk(directive.Arguments);
            Scope.LeaveDirective();
        }
    }

    private void Walk(IReadOnlyList<ArgumentNode> arguments)
    {
        foreach (var argument in arguments)
        {
            Scope.EnterArgument(argument.Name.Value);
            Walk(argument.Value);
            Scope.LeaveInput();
        }
    }

    private void Walk(ValueNode value)
    {
        if (value is ListNode)
            Scope.EnterList();
        Tell(rule => rule.Enter(value));
        switch (value)
        {
            case VariableNode variable when !isInDefinition:
                context.Use(current!, variable);
                break;
            case ListNode list:
                foreach (var item in list.Values)
                    Walk(item);
                break;
            case ObjectNode fields:
                foreach (var field in fields.Fields)
                {
                    Scope.EnterInputField(field.Name);
                    Tell(rule => rule.Enter(field));
                    Walk(field.Value);
                    Scope.LeaveInput();
                }
                break;
        }
        Tell(rule => rule.Leave(value));
        if (value is ListNode)
            Scope.LeaveInput();
    }

    private void Tell(Action<Rule> what)
    {
        if (context.IsFull)
            return;
        foreach (var rule in rules)
            what(rule);
    }
}
