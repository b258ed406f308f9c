using System.Text.Json;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs;

namespace Metrics.Refresh.Commands;

/// <summary>What validation found, as lines for people or as JSON for programs.</summary>
internal sealed class ValidationReport(CommandContext context, bool isJson)
{
    private static readonly JsonSerializerOptions Written =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly List<ManifestIssue> _issues = [];
    private readonly List<string> _unchecked = [];

    public CommandContext Context => context;

    public bool IsJson => isJson;

    public void Add(IEnumerable<ManifestIssue> issues)
    {
        var added = issues.ToList();
        _issues.AddRange(added);
        if (!isJson)
            context.Report(added.Select(i => i.Diagnostic));
    }

    public void Add(IEnumerable<Diagnostic> diagnostics) => Add(diagnostics.Select(d => new ManifestIssue(null, d)));

    /// <summary>Reports what could not be checked, and why.</summary>
    public void NotChecked(string why, IReadOnlyCollection<string> what)
    {
        _unchecked.AddRange(what);
        if (!isJson)
            context.Output.WriteLine($"Not checked, since {why}: whether these exist and fit: {string.Join(", ", what)}");
    }

    /// <summary>Writes the rest of the report and returns the exit code.</summary>
    /// <param name="allIsWell">The text for people when nothing is wrong; null when something is.</param>
    public int End(string? allIsWell)
    {
        if (isJson)
            context.Output.WriteLine(JsonSerializer.Serialize(new { issues = _issues.Select(Shape), not_checked = _unchecked }, Written));
        if (allIsWell is null || _issues.Exists(i => i.Diagnostic.Severity == DiagnosticSeverity.Error))
            return CommandContext.Usage;
        if (!isJson)
            context.Output.WriteLine(allIsWell);
        return 0;
    }

    private static object Shape(ManifestIssue issue) => new
    {
        level = issue.Level,
        rule = issue.Rule,
        code = issue.Diagnostic.Code.Id,
        message = issue.Diagnostic.Message,
        hint = issue.Diagnostic.Hint,
        candidates = issue.Diagnostic.Candidates,
        file = issue.Diagnostic.Location?.File,
        line = issue.Diagnostic.Location is { Line: > 0 } at ? at.Line : (int?)null,
        column = issue.Diagnostic.Location is { Line: > 0 } from ? from.Column : (int?)null,
    };
}
