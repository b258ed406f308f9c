using System.Text.RegularExpressions;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Reading;

namespace Metrics.Semantic.Catalogs.Files;

/// <summary>Checks names in MetricFlow's documents, where a name of a wrong form is an error of the file.</summary>
internal static partial class DocumentNames
{
    public static void Check(MappingReader reader, string name, ReadingFile into)
    {
        if (into.Form == FileForm.Documents && (!Form().IsMatch(name) || name.Contains("__", StringComparison.Ordinal)))
        {
            reader.Report(
                DiagnosticCode.InvalidName,
                $"{reader.What}: '{name}' is not a name: lower-case letters, digits and single underscores, a letter first, no "
                + $"underscore last",
                reader.At("name"));
        }
    }

    [GeneratedRegex("^[a-z][a-z0-9_]*[a-z0-9]$")]
    private static partial Regex Form();
}
