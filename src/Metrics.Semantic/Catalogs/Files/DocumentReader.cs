using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Reading;

namespace Metrics.Semantic.Catalogs.Files;

/// <summary>Reads MetricFlow's form: each document is one definition under one key.</summary>
internal static class DocumentReader
{
    public static readonly IReadOnlyList<string> Keys = ["semantic_model", "metric", "saved_query", "project_configuration"];

    public static void Read(MappingReader reader, ReadingFile into)
    {
        var problems = new List<Diagnostic>();
        var keys = reader.Entries.Where(e => e.Key.Text != "version").Select(e => e.Key).ToList();
        if (keys.Count > 1)
        {
            problems.Add(new Diagnostic(
                DiagnosticCode.WrongValue, $"a document has one definition, this has {string.Join(", ", keys.Select(k => k.Text))}",
                keys[1].Location,
                "put --- between them"));
        }

        if (reader.Text("version") is { } version && version.Split('.')[0] != "0")
            problems.Add(
                new Diagnostic(
                    DiagnosticCode.WrongValue, $"document version {version} is unknown", reader.At("version"), "leave it out"));
        into.Report(breaks: null, problems);
        if (problems.Count > 0)
            return;
        var value = reader.Raw(keys[0].Text);
        if (value is null)
        {
            into.Report(breaks: null, [new Diagnostic(DiagnosticCode.WrongValue, $"'{keys[0].Text}' is empty", keys[0].Location)]);
            return;
        }

        switch (keys[0].Text)
        {
            case "semantic_model":
                SemanticModelReader.Read(value, into);
                break;
            case "metric":
                MetricReader.Read(value, into);
                break;
            case "saved_query":
                SavedQueryReader.Read(value, into);
                break;
            default:
                ProjectConfigurationReader.Read(value, into);
                break;
        }
    }
}
