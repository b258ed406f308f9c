using System.Text;
using Metrics.Domain;
using Metrics.Domain.Access;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Policies;

namespace Metrics.Refresh.Commands;

/// <summary>What a principal sees, as text for people: one paragraph per semantic model.</summary>
internal sealed class PolicyText(Principal principal, PolicyExplanation seen, EquatableList<Diagnostic> views)
{
    private readonly StringBuilder _text = new();

    public override string ToString()
    {
        _text.Clear().AppendLine(Who());
        foreach (var model in seen.Models)
            Write(model);
        _text.AppendLine();
        Line("metrics that are hidden", seen.HiddenMetrics);
        Line("saved queries that are hidden", seen.HiddenSavedQueries);
        Line("tables closed to all callers", seen.ClosedTables);
        foreach (var problem in seen.Problems.Concat(views))
            _text.AppendLine(problem.ToString());
        return _text.ToString().TrimEnd() + Environment.NewLine;
    }

    private string Who()
    {
        var attributes = principal.Attributes.Select(a => $"{a.Name} = {string.Join(", ", a.Values)}");
        var parts = principal.Roles.Select(r => $"role {r}").Concat(attributes).ToList();
        var known = parts.Count == 0 ? "neither role nor attribute" : string.Join("; ", parts);
        return !principal.IsImagined ? $"Key {principal.Id} ({principal.Name}) with {known}:"
            : $"A caller with {known}{(parts.Count == 0 ? ", as callers without a key are" : "")}:";
    }

    private void Write(SeenModel model)
    {
        _text.AppendLine().Append(model.Model).Append(" (").Append(model.Table).AppendLine(")");
        Line("  rows", [model.Rows switch
        {
            SeenRows.All => "all",
            SeenRows.Some => "those that meet",
            _ when model.WithoutValue.Count > 0 => $"none: no value for {string.Join(", ", model.WithoutValue)}",
            _ => "none",
        }]);
        foreach (var condition in model.Conditions)
        {
            var whose = condition.Model == model.Model ? "" : $"   (policy of {condition.Model})";
            _text.AppendLine($"          {condition.Condition}{whose}");
        }

        Line("  null", model.Masked);
        Line("  hidden", model.Hidden);
        Line("  public", model.PublicColumns);
    }

    private void Line(string title, IReadOnlyCollection<string> names)
    {
        if (names.Count > 0)
            _text.AppendLine($"{title,-9} {string.Join(", ", names)}");
    }
}
