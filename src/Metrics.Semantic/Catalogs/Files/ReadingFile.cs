using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Written;
using Metrics.Semantic.Reading;

namespace Metrics.Semantic.Catalogs.Files;

/// <summary>A file while it is read: its form, and where what it says goes.</summary>
internal sealed record ReadingFile(CatalogFile File, FileForm Form, WrittenManifest Into)
{
    public string Pack => File.Pack;

    /// <summary>Keys called <c>policies</c> that were read as policies; any other is one that its author takes for one.</summary>
    /// <remarks>
    /// With the model that they were read for: by an anchor one key can stand in several definitions, and in some of them nothing reads it.
    /// </remarks>
    public HashSet<(string Model, SourceLocation Key)> PolicyKeys { get; } = [];

    /// <summary>True when the file says anything of policies, read or not.</summary>
    public bool SpeaksOfPolicies => File.SpeaksOfPolicies;

    public void Report(DefinitionKey? breaks, IEnumerable<Diagnostic> problems) => Into.Findings.AddRange(problems.Select(p =>
        // A doubt leaves what it is about as it is.
        p.Code == DiagnosticCode.Doubtful ? new Finding(Breaks: null, p) { About = breaks } : new Finding(breaks, p)));

    /// <summary>Reports keys that nothing has asked for, where people write them.</summary>
    public void Finish(MappingReader? reader)
    {
        if (Form != FileForm.Manifest)
            reader?.Finish();
    }
}
