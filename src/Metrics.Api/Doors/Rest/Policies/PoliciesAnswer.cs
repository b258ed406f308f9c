using Metrics.Domain.Access;
using Metrics.Semantic.Policies;

namespace Metrics.Api.Doors.Rest.Policies;

/// <summary>What somebody sees.</summary>
/// <param name="Key">The key's id; null for roles and attributes by themselves.</param>
/// <param name="Name">The key's name.</param>
/// <param name="Roles">Roles.</param>
/// <param name="Attributes">Attributes with their values.</param>
/// <param name="Models">Every semantic model.</param>
/// <param name="HiddenMetrics">Metrics that are as if they were not there.</param>
/// <param name="HiddenSavedQueries">Saved queries that are as if they were not there.</param>
/// <param name="ClosedTables">Tables that nobody may read, since a policy over them cannot be enforced.</param>
/// <param name="Problems">What is wrong with the definitions; what they concern is served to nobody.</param>
internal sealed record PoliciesAnswer(
    string? Key, string? Name, IReadOnlyList<string> Roles, IReadOnlyDictionary<string, IReadOnlyList<string>> Attributes,
    IReadOnlyList<ModelPolicies> Models, IReadOnlyList<string> HiddenMetrics, IReadOnlyList<string> HiddenSavedQueries,
    IReadOnlyList<string> ClosedTables, IReadOnlyList<string> Problems)
{
    public static PoliciesAnswer Of(Principal principal, PolicyExplanation seen) => new(
        principal.IsImagined ? null : principal.Id,
        principal.IsImagined ? null : principal.Name,
        [.. principal.Roles],
        principal.Attributes.ToDictionary(a => a.Name, IReadOnlyList<string> (a) => [.. a.Values]),
        [.. seen.Models.Select(ModelPolicies.Of)], [.. seen.HiddenMetrics], [.. seen.HiddenSavedQueries], [.. seen.ClosedTables],
        [.. seen.Problems.Select(p => p.ToString())]);
}

/// <summary>What somebody sees of a semantic model.</summary>
/// <param name="Model">The semantic model.</param>
/// <param name="Table">The table that it reads; policies of other models over the same table hold it too.</param>
/// <param name="Rows">all, some or none.</param>
/// <param name="Conditions">What these rows must meet, all of it.</param>
/// <param name="WithoutValue">Attributes that conditions speak of and that are not known; then there are no rows.</param>
/// <param name="Masked">Entities, dimensions and measures that are null, or computed with nulls.</param>
/// <param name="Hidden">Entities, dimensions and measures that are as if they were not there.</param>
/// <param name="NullColumns">Columns of the table that are null when it is read.</param>
/// <param name="PublicColumns">Columns whose values of rows that may not be seen are no secret.</param>
internal sealed record ModelPolicies(
    string Model, string Table, string Rows, IReadOnlyList<RowPolicy> Conditions, IReadOnlyList<string> WithoutValue,
    IReadOnlyList<string> Masked, IReadOnlyList<string> Hidden, IReadOnlyList<string> NullColumns, IReadOnlyList<string> PublicColumns)
{
    public static ModelPolicies Of(SeenModel seen) => new(
        seen.Model, seen.Table, seen.Rows.Word(), [.. seen.Conditions.Select(c => new RowPolicy(c.Model, c.Condition))],
        [.. seen.WithoutValue],
        [.. seen.Masked], [.. seen.Hidden], [.. seen.NullColumns], [.. seen.PublicColumns]);
}

/// <summary>A condition on rows, with the values of the caller's attributes.</summary>
/// <param name="Model">The semantic model whose policy it is.</param>
/// <param name="Condition">The condition, in that model's names.</param>
internal sealed record RowPolicy(string Model, string Condition);
