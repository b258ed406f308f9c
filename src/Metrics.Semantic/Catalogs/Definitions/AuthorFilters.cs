using Metrics.Domain;
using Metrics.Domain.Querying;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Written;
using Metrics.Semantic.Expressions;

namespace Metrics.Semantic.Catalogs.Definitions;

/// <summary>Parses dbt's filters, SQL with names in double braces, and records the names as used.</summary>
internal static class AuthorFilters
{
    public static EquatableList<AuthorFilter> Of(
        IEnumerable<Word> texts, string what, DefinitionKey by, ICollection<Use> uses, ICollection<Diagnostic> problems)
    {
        var grammar = new Grammar(what, problems);
        var filters = new List<AuthorFilter>();
        foreach (var text in texts)
        {
            if (grammar.AuthorFilter(text) is not { } filter)
                continue;
            filters.Add(filter);
            foreach (var name in filter.Names)
                uses.Add(new Use(by, name.Kind == NameKind.Metric ? UseOf.Metric : UseOf.GroupBy, name.Text, text.At));
        }

        return filters.ToEquatableList();
    }
}
