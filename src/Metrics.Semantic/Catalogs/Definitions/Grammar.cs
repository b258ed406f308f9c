using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Semantic.Expressions;
using Metrics.Semantic.Catalogs.Written;

namespace Metrics.Semantic.Catalogs.Definitions;

/// <summary>
/// Applies the grammars of filters, formulas and names to catalog files. What cannot be read is reported at its place, as the author's
/// error.
/// </summary>
internal sealed class Grammar(string what, ICollection<Diagnostic> problems)
{
    public Formula? Formula(string text, SourceLocation at) => Take(FormulaParser.Parse(text, at), at);

    /// <summary>A condition of a saved query in the grammar of requests, possibly with parameters.</summary>
    public Filter? SavedFilter(Word text) => Take(FilterParser.ParseSaved(text.Text), text.At);

    public AuthorFilter? AuthorFilter(Word text) => Take(AuthorFilterParser.Parse(text.Text, text.At), text.At);

    public string Name(Word text) => Take(NameTemplate.ReadDefinition(text.Text, text.At), text.At)?.Text ?? "";

    public OrderItem? Order(Word text) => Take(NameTemplate.ReadDefinitionOrder(text.Text, text.At), text.At);

    public bool Holds<T>(Outcome<T> outcome, SourceLocation at)
        where T : class => Take(outcome, at) is not null;

    /// <summary>Every name in a condition.</summary>
    public static IEnumerable<Operand.Name> Names(Filter filter) => filter switch
    {
        Filter.Compare compare => Of(compare.Left, compare.Right),
        Filter.In within => Of(within.Of),
        Filter.Between between => Of(between.Of, between.Low, between.High),
        Filter.Like like => Of(like.Of),
        Filter.IsNull isNull => Of(isNull.Of),
        Filter.And and => and.All.SelectMany(Names),
        Filter.Or or => or.Any.SelectMany(Names),
        Filter.Not not => Names(not.Inner),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static IEnumerable<Operand.Name> Of(params IEnumerable<Operand> operands) => operands.OfType<Operand.Name>();

    // A caller's mistake (Q…) is the author's in a definition.
    private T? Take<T>(Outcome<T> outcome, SourceLocation at)
        where T : class
    {
        foreach (var problem in outcome.Diagnostics)
        {
            var code = problem.Code.Id.StartsWith('C') ? problem.Code
                : problem.Code == DiagnosticCode.NotYet ? DiagnosticCode.UnsupportedDefinition
                : DiagnosticCode.WrongValue;
            problems.Add(problem with { Code = code, Message = $"{what}: {problem.Message}", Location = problem.Location ?? at });
        }

        return outcome.Value;
    }
}
