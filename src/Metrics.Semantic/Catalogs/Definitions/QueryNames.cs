using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Semantic.Catalogs.Written;

namespace Metrics.Semantic.Catalogs.Definitions;

/// <summary>Names in saved queries, plain or in dbt's template forms.</summary>
internal static class QueryNames
{
    /// <summary>One name, recorded as used.</summary>
    public static string Name(Word text, string what, DefinitionKey by, UseOf use, ICollection<Use> uses, ICollection<Diagnostic> problems)
    {
        var name = new Grammar(what, problems).Name(text);
        uses.Add(new Use(by, use, name, text.At));
        return name;
    }

    /// <summary>An order by columns of the answer.</summary>
    public static EquatableList<OrderItem> Order(
        IEnumerable<Word> texts, string what, IReadOnlyList<string> columns, ICollection<Diagnostic> problems)
    {
        var grammar = new Grammar(what, problems);
        var items = new List<OrderItem>();
        foreach (var text in texts)
        {
            if (grammar.Order(text) is not { } item)
                continue;
            if (!columns.Contains(item.Name))
            {
                problems.Add(new Diagnostic(
                    DiagnosticCode.UnknownName, $"{what} '{item.Name}' is not a column of the answer", text.At,
                    Candidates: NearestNames.To(item.Name, columns)));
            }

            items.Add(item);
        }

        return items.ToEquatableList();
    }
}
