using Metrics.Domain;
using Metrics.Domain.Diagnostics;

namespace Metrics.Semantic.Requests;

/// <summary>Every problem of one request, each with its place in the body: <c>metrics[0].share_of</c>.</summary>
internal sealed class RequestProblems
{
    // More would not help a caller, and a hostile body could have a hundred thousand.
    private const int Most = 50;
    private readonly List<Diagnostic> _found = [];

    public bool Any => _found.Count > 0;

    public bool Full => _found.Count >= Most;

    public void Add(string path, string message, string? hint = null, EquatableList<string> candidates = default) =>
        Add(new Diagnostic(DiagnosticCode.MalformedRequest, $"{path}: {message}", Hint: hint, Candidates: candidates));

    public void Add(string path, IEnumerable<Diagnostic> diagnostics)
    {
        foreach (var diagnostic in diagnostics)
            Add(diagnostic with { Message = $"{path}: {diagnostic.Message}" });
    }

    public void NotYet(string path) => Add(new Diagnostic(DiagnosticCode.NotYet, $"{path} is not supported yet"));

    public void WrongType(string path, string expected, RequestValue found, string? hint = null) =>
        Add(path, $"expected {expected}, found {Shown(found)}", hint);

    public Outcome<T> Refuse<T>()
        where T : class => Outcome<T>.Refused(_found);

    private void Add(Diagnostic diagnostic)
    {
        if (!Full)
            _found.Add(diagnostic);
    }

    private static string Shown(RequestValue value) => value switch
    {
        RequestValue.Fields => "an object",
        RequestValue.List => "a list",
        RequestValue.Text text => Quoted(text.Value),
        RequestValue.Flag flag => flag.Value ? "true" : "false",
        RequestValue.Number { Digits.Length: <= 40 } number => number.Digits,
        RequestValue.Number => "a number",
        _ => "null",
    };

    /// <summary>A caller's text for a message; a long one is not shown.</summary>
    public static string Quoted(string text) => text.Length <= 60 ? $"'{text}'" : "a long text";
}
