using Metrics.Domain.Diagnostics;
using Metrics.Refresh.DataTests;
using Metrics.Refresh.Sql;
using Metrics.Semantic.Reading;

namespace Metrics.Refresh.Projects;

/// <summary>Reads a test that has a file of its own, <c>&lt;pack&gt;/tests/*.sql</c>: a header that names the table, and the query for its
/// bad rows.</summary>
internal static class TestFile
{
    /// <summary>The table under test, and the test; null when the file is no test.</summary>
    public static (string Model, DataTest Test)? Read(string text, string file, string name, ICollection<Diagnostic> problems)
    {
        var (header, firstLine, sql) = ModelFile.Split(text, file, "a test begins with its header: /* model: … */", problems);
        if (header is null)
            return null;
        var query = sql.ReplaceLineEndings("\n").Trim();
        firstLine += sql.AsSpan(0, sql.Length - sql.TrimStart().Length).Count('\n');
        var template = SqlTemplate.Parse(query, file, firstLine, problems);
        var model = header.Required("model");
        header.Text("description");
        var test = DataTestReader.Common(
            header, new SqlTest(query, template) { GivenName = name, Location = new SourceLocation(file, 1, 1), FirstLine = firstLine });
        header.Finish();
        return model == "" ? null : (model, test);
    }
}
