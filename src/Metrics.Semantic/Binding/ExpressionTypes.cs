using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Written;
using Metrics.Semantic.Engine;

namespace Metrics.Semantic.Binding;

/// <summary>Asks the store for the types of a model's expressions; nothing is run.</summary>
/// <param name="describe">The store.</param>
/// <param name="engine">The engine's name, for messages.</param>
internal sealed class ExpressionTypes(IDescriber describe, string engine)
{
    /// <summary>The types in the members' order; null for a wrong expression, which is reported at its place.</summary>
    public async Task<IReadOnlyList<string?>> DescribeAsync(
        BindableTable table, IReadOnlyList<Member> members, ICollection<Finding> findings, CancellationToken ct)
    {
        if (members.Count == 0)
            return [];
        var (types, problem) = await describe.DescribeAsync(table.Source, [.. members.Select(m => m.Expr)], ct);
        // Unbalanced parentheses can turn one expression into two columns, hence the count.
        if (problem is null && types.Count == members.Count)
            return [.. types];
        if (members.Count == 1)
        {
            findings.Add(new Finding(members[0].Key, Problem(members[0], problem ?? "this is not one expression")));
            return [null];
        }

        var each = new List<string?>(members.Count);
        foreach (var member in members)
            each.AddRange(await DescribeAsync(table, [member], findings, ct));
        return each;
    }

    private Diagnostic Problem(Member member, string message) =>
        new(DiagnosticCode.Unbound, $"{member.Key}: {engine} refuses '{member.Expr}': {message}", member.Location);
}
