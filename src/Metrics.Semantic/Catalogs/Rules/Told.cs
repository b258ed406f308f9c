using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Written;

namespace Metrics.Semantic.Catalogs.Rules;

/// <summary>What has been reported to the author already, so that two rules do not report the same mistake.</summary>
internal sealed class Told
{
    private readonly HashSet<DefinitionKey> _unread;
    private readonly HashSet<string?> _partlyUnread;
    private readonly HashSet<DefinitionKey> _broken;
    private readonly HashSet<(DefinitionKey?, DiagnosticCode)> _errors;
    private readonly HashSet<SourceLocation?> _places;
    private readonly HashSet<SourceLocation?> _errorPlaces;
    private readonly HashSet<DefinitionKey?> _leftOut;

    /// <param name="read">Findings about what could not be read.</param>
    /// <param name="own">Findings of this project's own rules.</param>
    public Told(IReadOnlyCollection<Finding> read, IReadOnlyCollection<Finding> own)
    {
        _unread = Errors(read).Select(f => f.Breaks).OfType<DefinitionKey>().ToHashSet();
        _partlyUnread = _unread.Select(k => k.Model).Where(m => m is not null).ToHashSet();
        _broken = Errors(read.Concat(own)).Select(f => f.Breaks).OfType<DefinitionKey>().ToHashSet();
        _errors = Errors(read.Concat(own)).Select(f => (f.Breaks, f.Diagnostic.Code)).ToHashSet();
        _places = own.Select(f => f.Diagnostic.Location).ToHashSet();
        _errorPlaces = Errors(own).Select(f => f.Diagnostic.Location).ToHashSet();
        _leftOut = own.Where(f => f.Diagnostic.Code == DiagnosticCode.LeftOut).Select(f => f.Breaks).ToHashSet();
    }

    /// <summary>
    /// True when it adds nothing: it is about what could not be read, or repeats a report about the same definition or place.
    /// </summary>
    public bool Covers(Finding finding)
    {
        var about = finding.About;
        if (about is { } key && (_unread.Contains(key) || (key.Kind == DefinitionKind.Model && _partlyUnread.Contains(key.Name))))
            return true;
        // A warning at the same place does not cover an error.
        var told = finding.Diagnostic.Severity == DiagnosticSeverity.Error ? _errorPlaces : _places;
        if (_errors.Contains((finding.Breaks, finding.Diagnostic.Code)) || told.Contains(finding.Diagnostic.Location))
            return true;
        // The name is missing for a reason that was reported.
        if (finding.Diagnostic.Code == DiagnosticCode.UnknownName && _leftOut.Contains(finding.Breaks))
            return true;
        // Doubts are only reported about what works, and not about files that a program wrote, which people do not edit.
        return finding.Diagnostic.Code == DiagnosticCode.Doubtful
            && ((about is { } it && _broken.Contains(it))
                || finding.Diagnostic.Location?.File.EndsWith(".json", StringComparison.Ordinal) == true);
    }

    private static IEnumerable<Finding> Errors(IEnumerable<Finding> findings) =>
        findings.Where(f => f.Diagnostic.Severity == DiagnosticSeverity.Error);
}
