using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Expressions;

namespace Metrics.Semantic.Catalogs;

/// <summary>What a name in a policy refers to. A policy belongs to a model, so that is always a member of this model.</summary>
internal static class PolicyTargets
{
    private const int MostNear = 3;

    /// <summary>The dimensions and entities of a model that a name means, with their expressions.</summary>
    public static IEnumerable<PolicyTarget> Find(SemanticModel model, string name) => All(model).Where(t => t.Name == name);

    /// <summary>Every name that a policy of a model can mask.</summary>
    public static IEnumerable<string> Names(SemanticModel model) => All(model).Select(t => t.Name).Distinct(StringComparer.Ordinal);

    /// <summary>
    /// Suggestions for a name that is not known: first the model's members over a column of that name, then the nearest known names.
    /// </summary>
    public static EquatableList<string> Near(SemanticModel model, string name, IEnumerable<string> known) => All(model)
        .Where(t => name.Equals(AuthoredColumns.PlainColumn(t.Expr), StringComparison.OrdinalIgnoreCase)).Select(t => t.Name)
        .Concat(NearestNames.To(name, known)).Distinct(StringComparer.Ordinal).Take(MostNear).ToEquatableList();

    // Dimensions have the prefix of each entity that finds one row of the model. Entities have such a prefix, or none.
    private static IEnumerable<PolicyTarget> All(SemanticModel model)
    {
        foreach (var entity in model.Entities)
            yield return new PolicyTarget(entity.Name, entity.Name, IsEntity: true, entity.Expr);
        foreach (var prefix in model.Entities.Where(e => e.Kind != EntityKind.Foreign).Select(e => e.Name).Append(model.PrimaryEntity)
            .OfType<string>().Distinct(StringComparer.Ordinal))
        {
            foreach (var dimension in model.Dimensions)
                yield return new PolicyTarget($"{prefix}__{dimension.Name}", dimension.Name, IsEntity: false, dimension.Expr);
            foreach (var entity in model.Entities.Where(e => e.Name != prefix))
                yield return new PolicyTarget($"{prefix}__{entity.Name}", entity.Name, IsEntity: true, entity.Expr);
        }
    }
}

/// <summary>A dimension or entity that a policy names.</summary>
/// <param name="Name">As the policy writes it: <c>store__name</c>.</param>
/// <param name="Element">Its name in the model.</param>
/// <param name="IsEntity">True for entities.</param>
/// <param name="Expr">The author's SQL.</param>
internal sealed record PolicyTarget(string Name, string Element, bool IsEntity, string Expr);
