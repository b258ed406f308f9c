using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Definitions;
using Metrics.Semantic.Catalogs.Written;
using Metrics.Semantic.Reading;

namespace Metrics.Semantic.Catalogs.Files;

/// <summary>A file while it is read: its form, and where what it says goes.</summary>
internal sealed record ReadingFile(CatalogFile File, FileForm Form, WrittenManifest Into)
{
    public string Pack => File.Pack;

    public void Report(DefinitionKey? breaks, IEnumerable<Diagnostic> problems) => Into.Findings.AddRange(problems.Select(p => new Finding(breaks, p)));

    /// <summary>Reports keys that nothing has asked for, where people write them.</summary>
    public void Finish(MappingReader? reader)
    {
        if (Form != FileForm.Manifest)
            reader?.Finish();
    }
}
