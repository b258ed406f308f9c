using System.Reflection;
using System.Text.RegularExpressions;
using Metrics.Domain.Refreshing;
using Metrics.Testing;

namespace Metrics.Architecture.Tests;

/// <summary>What came out of data can be read only where it is asked who reads.</summary>
public sealed partial class TextTests
{
    private static readonly string[] Trusted = ["Metrics.Refresh", "Metrics.Answering", "Metrics.Refresh.Tests", "Metrics.Semantic.Tests",
        "Metrics.Domain.Tests"];

    [Fact]
    public void The_detail_of_a_text_is_out_of_reach_of_the_api()
    {
        var shown = typeof(DataText).GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(p => p.Name).Order();
        Assert.Equal(["Connected", "IsSealed", "Public", "Tables"], shown);
        Assert.Equal(
            Trusted.Order(),
            typeof(DataText).Assembly.GetCustomAttributes<System.Runtime.CompilerServices.InternalsVisibleToAttribute>()
                .Select(a => a.AssemblyName).Order());
        Assert.Equal("in public", DataText.About("in public", "a detail", ["a"]).ToString());
    }

    [Fact]
    public void What_is_for_the_log_goes_into_the_log()
    {
        var uses = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", "Metrics.Api"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(File.ReadAllLines).Where(l => l.Contains("ForLog.", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(uses);
        Assert.All(uses, u => Assert.Matches(LogCall(), u));
    }

    [GeneratedRegex(@"\bLog\w+\(.*ForLog\.Of\(")]
    private static partial Regex LogCall();
}
