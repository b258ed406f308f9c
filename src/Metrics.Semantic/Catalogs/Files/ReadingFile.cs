using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Written;
using Metrics.Semantic.Reading;

namespace Metrics.Semantic.Catalogs.Files;

/// <summary>A file while it is read: its form, and what receives its definitions.</summary>
internal sealed record ReadingFile(CatalogFile File, FileForm Form, WrittenManifest Into)
{
    public string Pack => File.Pack;

    /// <summary>Keys named <c>policies</c> that were read as such. Any other is one that its author believes to be read.</summary>
    /// <remarks>
    /// Each has the model that it was read for: through an anchor a key can be in several definitions, some of which do not read it.
    /// </remarks>
    public HashSet<(string Model, SourceLocation Key)> PolicyKeys { get; } = [];

    /// <summary>
    /// Where the values of these keys begin, with the models whose policies they are: an anchor may stand at a place that nothing reads.
    /// </summary>
    public Dictionary<SourceLocation, HashSet<string>> PolicyValues { get; } = [];

    /// <summary>True when the file mentions policies, whether they are read or not.</summary>
    public bool SpeaksOfPolicies => File.SpeaksOfPolicies;

    public void Report(DefinitionKey? breaks, IEnumerable<Diagnostic> problems) => Into.Findings.AddRange(problems.Select(p =>
        // A doubt breaks nothing.
        p.Code == DiagnosticCode.Doubtful ? new Finding(Breaks: null, p) { About = breaks } : new Finding(breaks, p)));

    /// <summary>Reports keys that nothing has asked for, except in manifests.</summary>
    public void Finish(MappingReader? reader)
    {
        if (Form != FileForm.Manifest)
            reader?.Finish();
    }
}
