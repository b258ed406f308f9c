using Metrics.Testing;
using PublicApiGenerator;

namespace Metrics.Architecture.Tests;

/// <summary>
/// What libraries show to others is written down beside this, so that a change of it is seen in review. METRICS_GOLDEN=write writes it
/// anew.
/// </summary>
public sealed class PublicApiTests
{
    [Theory]
    [InlineData("Metrics.Semantic")]
    [InlineData("Metrics.GraphQL")]
    public void A_library_shows_what_is_written_down(string library)
    {
        var file = Path.Combine(Repository.Root, "tests", "Metrics.Architecture.Tests", "PublicApi", library + ".txt");
        var options = new ApiGeneratorOptions { IncludeAssemblyAttributes = false };
        var shown = Assemblies.All.Single(a => a.GetName().Name == library).GeneratePublicApi(options).ReplaceLineEndings("\n");
        if (Environment.GetEnvironmentVariable("METRICS_GOLDEN") == "write")
            File.WriteAllText(file, shown);
        Assert.Equal(File.ReadAllText(file), shown);
    }
}
