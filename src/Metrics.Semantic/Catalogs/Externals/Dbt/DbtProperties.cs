using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Files;
using Metrics.Semantic.Reading;

namespace Metrics.Semantic.Catalogs.Externals.Dbt;

/// <summary>
/// What a properties file says of one model, seed or snapshot: <c>models: [{name, config: {alias, schema}, versions}]</c>.
/// </summary>
/// <param name="List">The list it is in: <c>models</c>, <c>seeds</c> or <c>snapshots</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Settings">Its settings for the table's place.</param>
/// <param name="Versions">Its versions, each with settings of its own and the file that defines it.</param>
/// <param name="Latest">The version that a <c>ref</c> without one means.</param>
internal sealed record DbtProperties(
    string List, string Name, DbtSettings Settings, IReadOnlyList<(string Version, DbtSettings Settings, string? DefinedIn)> Versions,
        string? Latest)
{
    public static readonly IReadOnlyList<string> Lists = ["models", "seeds", "snapshots"];

    /// <summary>All entries of a file. What is wrong with it is reported where definitions are read.</summary>
    public static IEnumerable<DbtProperties> Read(string file, string text)
    {
        var problems = new List<Diagnostic>();
        foreach (var document in YamlText.Read(file, text, problems).OfType<YamlValue.Mapping>())
        {
            var reader = new MappingReader(document, problems, "properties");
            foreach (var list in Lists.Where(l => reader.Raw(l) is YamlValue.Sequence))
            {
                foreach (var item in reader.Mappings(list, list).Where(i => !string.IsNullOrEmpty(i.Text("name"))))
                {
                    var versions = item.Mappings("versions", "version").Where(v => v.Text("v") is not null)
                        .Select(v => (v.Text("v")!, DbtSettings.Of(v.Raw("config")), v.Text("defined_in"))).ToList();
                    yield return new DbtProperties(list, item.Text("name")!, DbtSettings.Of(item.Raw("config")), versions,
                        ModelVersions.Latest(item));
                }
            }
        }
    }
}
