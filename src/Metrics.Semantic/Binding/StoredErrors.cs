using System.Globalization;
using System.Text.Json;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;

namespace Metrics.Semantic.Binding;

/// <summary>
/// Errors of newer texts while older ones are in force. If such a text closes models, its errors are stored among the types, under no
/// model, so that a caller who asks why the models are closed can be given the reason.
/// </summary>
public static class StoredErrors
{
    private const string NoModel = "";
    private const string Prefix = "newer_error.";

    /// <summary>The entries to store, without errors that only repeat for each model that its table is closed.</summary>
    public static IEnumerable<BoundType> Write(IEnumerable<Diagnostic> errors) => errors
        .Where(e => e.Location is not null && e.Code != DiagnosticCode.TableClosed && e.Code != DiagnosticCode.PoliciesUnread).Distinct()
        .Select((e, i) => new BoundType(NoModel, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{i:D6}"), Text(e)));

    /// <summary>The error with a hint that says what is in force until it is fixed.</summary>
    /// <param name="error">The error in the newer text.</param>
    /// <param name="closes">True when the policies of that text close models.</param>
    internal static Diagnostic Told(Diagnostic error, bool closes) => error with
    {
        Hint = (error.Hint is { } hint ? hint + "; " : "")
            + (closes ? "until then the tables its policies may apply to are closed" : "until then the file's last good text is in force"),
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

    // Null for a code that this release does not have: another release wrote it.
    private static Diagnostic? Of(string text) =>
        JsonSerializer.Deserialize<string[]>(text) is [var code, var file, var line, var column, var message, var hint, .. var near]
        && DiagnosticCode.All.GetValueOrDefault(code) is { } known
            ? new Diagnostic(
                known, message,
                new SourceLocation(file, int.Parse(line, CultureInfo.InvariantCulture), int.Parse(column, CultureInfo.InvariantCulture)),
                hint.Length == 0 ? null : hint, near.ToEquatableList())
            : null;
}
