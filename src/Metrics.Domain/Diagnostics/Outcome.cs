using System.Diagnostics.CodeAnalysis;

namespace Metrics.Domain.Diagnostics;

/// <summary>A value, or all the reasons why there is none. Expected failure is a value, not an exception.</summary>
public sealed record Outcome<T>
    where T : class
{
    private Outcome(T? value, EquatableList<Diagnostic> diagnostics) => (Value, Diagnostics) = (value, diagnostics);

    /// <summary>The value; null when refused.</summary>
    public T? Value { get; }

    /// <summary>Errors when refused; warnings otherwise.</summary>
    public EquatableList<Diagnostic> Diagnostics { get; }

    /// <summary>True, and the value, when nothing of severity error was found.</summary>
    public bool Succeeded([NotNullWhen(true)] out T? value) => (value = Value) is not null;

    /// <summary>A value, perhaps with warnings.</summary>
    public static Outcome<T> Of(T value, params IEnumerable<Diagnostic> warnings) => new(value, warnings.ToEquatableList());

    /// <summary>A refusal with every reason found.</summary>
    public static Outcome<T> Refused(params IEnumerable<Diagnostic> diagnostics) => new(null, diagnostics.ToEquatableList());
}
