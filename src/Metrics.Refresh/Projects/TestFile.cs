using Metrics.Domain.Diagnostics;
using Metrics.Refresh.DataTests;
using Metrics.Refresh.Sql;
using Metrics.Semantic.Reading;

namespace Metrics.Refresh.Projects;

/// <summary>Reads a test with its own file, <c>&lt;pack&gt;/tests/*.sql</c>: a header that names the table, and the query for its bad
/// rows.</summary>
internal static class TestFile
{
    /// <summary>The table under test, the place where the file names it, and the test; null when the file is not a test.</summary>
    public static (string Model, SourceLocation At, DataTest Test)? Read(
        string text, string file, string name, ICollection<Diagnostic> problems)
    {
        var (header, isRead, begins, sql) = ModelFile.Split(text, file, "a test begins with its header: /* model: … */", problems);
        // Of a header that cannot be read, nothing else can be reported.
        if (header is null || !isRead)
            return null;
        var written = sql.ReplaceLineEndings("\n");
        var query = written.Trim();
        var place = SqlTemplate.Locate(written, written.Length - written.TrimStart().Length, begins);
        var template = SqlTemplate.Parse(query, place, problems);
        var model = header.Required("model");
        header.Text("description");
        if (SqlTemplate.IsEmpty(query))
            header.Report(DiagnosticCode.MissingKey, $"test '{name}' {DataTestReader.NoQuery}", begins, DataTestReader.QueryHint);
        var test = DataTestReader.Common(
            header, new SqlTest(query, template) { GivenName = name, Location = new SourceLocation(file, 1, 1), FirstLine = place.Line });
        var at = header.At("model");
        header.Finish();
        return model == "" ? null : (model, at, test);
    }
}
