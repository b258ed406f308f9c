using System.Globalization;
using System.Text.Json;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;

namespace Metrics.Semantic.Binding;

/// <summary>
/// What is wrong with newer texts, while older ones are in force; of those that close models it is stored among the types, of no model, so
/// that whoever asks why they are closed is told.
/// </summary>
public static class StoredErrors
{
    private const string NoModel = "";
    private const string Prefix = "newer_error.";

    /// <summary>As they are stored; what a table is closed for is not told with every model over it.</summary>
    public static IEnumerable<BoundType> Write(IEnumerable<Diagnostic> errors) => errors
        .Where(e => e.Location is not null && e.Code != DiagnosticCode.TableClosed && e.Code != DiagnosticCode.PoliciesUnread).Distinct()
        .Select((e, i) => new BoundType(NoModel, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{i:D6}"), Text(e)));

    /// <summary>The error, and what is in force until it is mended.</summary>
    /// <param name="error">The error in the newer text.</param>
    /// <param name="closes">True when the policies of that text close models.</param>
    internal static Diagnostic Told(Diagnostic error, bool closes) => error with
    {
        Hint = (error.Hint is { } hint ? hint + "; " : "")
            + (closes ? "until then what its policies may be about is closed" : "until then the file's last good text is in force"),
    };

    internal static bool IsOne(BoundType stored) => stored.Model == NoModel && stored.Name.StartsWith(Prefix, StringComparison.Ordinal);

    internal static IEnumerable<Diagnostic> Read(IEnumerable<BoundType> stored) =>
        stored.Where(IsOne).OrderBy(t => t.Name, StringComparer.Ordinal).Select(t => Of(t.SqlType)).OfType<Diagnostic>();

    private static string Text(Diagnostic error)
    {
        var at = error.Location!.Value;
        string[] parts =
        [
            error.Code.Id, at.File, at.Line.ToString(CultureInfo.InvariantCulture), at.Column.ToString(CultureInfo.InvariantCulture),
            error.Message, error.Hint ?? "", .. error.Candidates,
        ];
        return JsonSerializer.Serialize(parts);
    }

    // A code that this release does not know is another release's to tell.
    private static Diagnostic? Of(string text) =>
        JsonSerializer.Deserialize<string[]>(text) is [var code, var file, var line, var column, var message, var hint, .. var near]
        && DiagnosticCode.All.GetValueOrDefault(code) is { } known
            ? new Diagnostic(
                known, message,
                new SourceLocation(file, int.Parse(line, CultureInfo.InvariantCulture), int.Parse(column, CultureInfo.InvariantCulture)),
                hint.Length == 0 ? null : hint, near.ToEquatableList())
            : null;
}
