using System.Text.RegularExpressions;
using Metrics.Domain.Time;

namespace Metrics.Semantic.Catalogs.Rules.Dbt;

/// <summary>What dbt accepts as a name.</summary>
internal static partial class ValidName
{
    private static readonly string[] Reserved = ["metric_time", "mf_internal_uuid"];

    /// <summary>What is wrong with a name; empty when it is valid.</summary>
    public static IEnumerable<string> Problems(string name)
    {
        if (!Form().IsMatch(name))
        {
            yield return $"'{name}' is not a name: lower-case letters, digits and single underscores, at least two, "
                + $"a letter first and no underscore last";
        }

        if (Grains.Find(name.ToLowerInvariant()) is not null)
            yield return $"'{name}' is a granularity, and cannot be a name";
        if (Reserved.Contains(name.ToLowerInvariant()))
            yield return $"'{name}' is a reserved word of the query language";
    }

    [GeneratedRegex(@"\A[a-z]((?!__)[a-z0-9_])*[a-z0-9]\z")]
    private static partial Regex Form();
}
