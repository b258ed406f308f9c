using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Written;

namespace Metrics.Semantic.Catalogs.Rules;

/// <summary>What an author has been told already, so that one mistake is not told twice in two rules' words.</summary>
internal sealed class Told
{
    private readonly HashSet<DefinitionKey> _unread;
    private readonly HashSet<string?> _partlyUnread;
    private readonly HashSet<DefinitionKey> _broken;
    private readonly HashSet<(DefinitionKey?, DiagnosticCode)> _errors;
    private readonly HashSet<SourceLocation?> _places;
    private readonly HashSet<SourceLocation?> _errorPlaces;
    private readonly HashSet<DefinitionKey?> _leftOut;

    /// <param name="read">What could not be read.</param>
    /// <param name="own">What our own rules found.</param>
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
    /// True when nothing new is in it: it is about what could not be read, or says again what was said of it or of its place.
    /// </summary>
    public bool Covers(Finding finding)
    {
        var about = finding.About;
        if (about is { } key && (_unread.Contains(key) || (key.Kind == DefinitionKind.Model && _partlyUnread.Contains(key.Name))))
            return true;
        // A warning at the same place says nothing of an error.
        var told = finding.Diagnostic.Severity == DiagnosticSeverity.Error ? _errorPlaces : _places;
        if (_errors.Contains((finding.Breaks, finding.Diagnostic.Code)) || told.Contains(finding.Diagnostic.Location))
            return true;
        // What it misses is missing for a reason that was told.
        if (finding.Diagnostic.Code == DiagnosticCode.UnknownName && _leftOut.Contains(finding.Breaks))
            return true;
        // Doubts are for what works; and what is superfluous in a file that a program wrote is nobody's to mend.
        return finding.Diagnostic.Code == DiagnosticCode.Doubtful
            && ((about is { } it && _broken.Contains(it))
                || finding.Diagnostic.Location?.File.EndsWith(".json", StringComparison.Ordinal) == true);
    }

    private static IEnumerable<Finding> Errors(IEnumerable<Finding> findings) =>
        findings.Where(f => f.Diagnostic.Severity == DiagnosticSeverity.Error);
}
