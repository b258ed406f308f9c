using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Definitions;
using Metrics.Semantic.Catalogs.Written;
using Metrics.Semantic.Expressions;
using Metrics.Semantic.Kinds;

namespace Metrics.Semantic.Catalogs.Rules;

/// <summary>Every name that a policy masks, hides or calls public means something in its own model that it can act on.</summary>
internal static class PolicyNames
{
    public static IEnumerable<Finding> Check(RuleContext context) =>
        from model in context.Set.Models
        from policy in model.Policies
        from problem in policy.Mask.Select(n => Mask(context.Set, model, n))
            .Concat(policy.Hide.Select(n => Hide(context.Set, model, n)))
            .Concat(policy.Public.Select(n => Public(context.Set, model, policy, n)))
        where problem is not null
        select new Finding(DefinitionKey.OfModel(model.Name),
            problem with { Message = $"policy of {DefinitionKey.OfModel(model.Name)}: {problem.Message}" });

    private static Diagnostic? Mask(DefinitionSet set, SemanticModel model, PolicyName name)
    {
        if (PolicyTargets.Find(model, name.Text).Any())
            return null;
        return model.Measures.Any(m => m.Name == name.Text)
            ? Cannot(name, "mask", "is a measure", "mask the dimension of its column, or hide it")
            : Elsewhere(set, model, name, "mask", PolicyTargets.Names(model));
    }

    private static Diagnostic? Hide(DefinitionSet set, SemanticModel model, PolicyName name)
    {
        var metrics = set.Metrics.Where(m => m.Name == name.Text).ToList();
        if (PolicyTargets.Find(model, name.Text).Any() || model.Measures.Any(m => m.Name == name.Text)
            || metrics.Exists(m => TablesConcerned.Reads(set, m, model.Table)))
            return null;
        return metrics.Count > 0
            ? Cannot(name, "hide", "is a metric that reads nothing of this model's table",
                "hide it in the policies of a model that it is computed from")
            : Elsewhere(set, model, name, "hide", PolicyTargets.Names(model).Concat(model.Measures.Select(m => m.Name))
                .Concat(set.Metrics.Where(m => TablesConcerned.Reads(set, m, model.Table)).Select(m => m.Name)));
    }

    private static Diagnostic? Public(DefinitionSet set, SemanticModel model, Policy policy, PolicyName name)
    {
        var targets = name.Text == NameIndex.MetricTime
            ? model.Dimensions.Where(d => d.Name == model.DefaultTimeDimension).Select(d => d.Expr).ToList()
            : PolicyTargets.Find(model, name.Text).Select(t => t.Expr).ToList();
        if (targets.Count == 0)
        {
            return name.Text == NameIndex.MetricTime
                ? Cannot(
                    name, "make public", "is not a column, since the model has no agg_time_dimension", "name the time dimension itself")
                : Elsewhere(set, model, name, "make public", PolicyTargets.Names(model).Append(NameIndex.MetricTime));
        }

        if (targets.TrueForAll(t => AuthoredColumns.PlainColumn(t) is null))
            return Cannot(name, "make public", "is computed", "only plain columns can be public");
        var held = policy.Mask.Concat(policy.Hide).SelectMany(n => PolicyTargets.Find(model, n.Text))
            .Select(t => AuthoredColumns.PlainColumn(t.Expr)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return targets.Exists(t => held.Contains(AuthoredColumns.PlainColumn(t)))
            ? Cannot(name, "make public", "is masked or hidden by the same policy") : null;
    }

    private static Diagnostic Elsewhere(DefinitionSet set, SemanticModel model, PolicyName name, string what, IEnumerable<string> known)
    {
        var other = set.Models.Find(m => m.Name != model.Name && PolicyTargets.Find(m, name.Text).Any());
        return other is null
            ? new Diagnostic(DiagnosticCode.UnknownName, $"there is no '{name.Text}' to {what}", name.At,
                Candidates: PolicyTargets.Near(model, name.Text, known))
            : Cannot(name, what, $"belongs to semantic model '{other.Name}'",
                "a policy applies only to its own table; write it in the policies of that model",
                PolicyTargets.Near(model, name.Text, known));
    }

    private static Diagnostic Cannot(PolicyName name, string what, string why, string? hint = null, EquatableList<string> near = default) =>
        new(DiagnosticCode.PolicyNotHeld, $"it cannot {what} '{name.Text}', which {why}", name.At, hint, near);
}
