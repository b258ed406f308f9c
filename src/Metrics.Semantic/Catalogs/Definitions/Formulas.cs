using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Written;
using Metrics.Semantic.Expressions;

namespace Metrics.Semantic.Catalogs.Definitions;

/// <summary>Reads derived metrics' formulas. A formula that this project's grammar cannot read is kept as the author's SQL.</summary>
internal static class Formulas
{
    public static Formula? Read(Word expr, string what, IReadOnlyList<string> inputs, ICollection<Diagnostic> problems)
    {
        var read = FormulaParser.Parse(expr.Text, expr.At);
        if (!read.Succeeded(out var formula))
        {
            var why = read.Diagnostics.Select(d => d.Message).FirstOrDefault();
            problems.Add(new Diagnostic(
                DiagnosticCode.AuthoredFormula, $"{what}: expr is used as SQL unchanged: {why}", expr.At,
                "integer division then truncates, and division by zero fails"));
            return null;
        }

        foreach (var unknown in formula.Names.Distinct().Where(n => !inputs.Contains(n)))
        {
            problems.Add(new Diagnostic(
                DiagnosticCode.UnknownName, $"{what}: '{unknown}' in expr is not among its metrics", expr.At,
                Candidates: NearestNames.To(unknown, inputs)));
        }

        return formula;
    }
}
