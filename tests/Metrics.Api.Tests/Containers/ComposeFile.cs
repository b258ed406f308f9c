using System.Text.RegularExpressions;
using Metrics.Testing;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Metrics.Api.Tests.Containers;

/// <summary>docker-compose.yml with every variable at its default, or at a made-up value where it has none.</summary>
internal sealed partial class ComposeFile
{
    private readonly YamlMappingNode _services;

    public ComposeFile()
    {
        var yaml = new YamlStream();
        var text = Required().Replace(Default().Replace(Text, m => m.Groups["default"].Value), m => $"made-up-{m.Groups["name"].Value}");
        yaml.Load(new MergingParser(new Parser(new StringReader(text))));
        _services = (YamlMappingNode)yaml.Documents[0].RootNode["services"];
    }

    /// <summary>The file as it stands.</summary>
    public static string Text => File.ReadAllText(Path.Combine(Repository.Root, "docker-compose.yml"));

    /// <summary>Its variables, each with what stands behind the name: <c>:-default</c> or <c>:?what is missing</c>.</summary>
    public static IEnumerable<(string Name, string Behind)> Variables =>
        Variable().Matches(Text).Select(m => (m.Groups["name"].Value, m.Groups["rest"].Value));

    public IEnumerable<string> Services => _services.Children.Keys.Select(k => ((YamlScalarNode)k).Value!);

    public string[] Command(string service) =>
        Service(service).Children.TryGetValue("command", out var command) ? ((YamlSequenceNode)command).Select(Word).ToArray() : [];

    public Dictionary<string, string> Environment(string service) =>
        Service(service).Children.TryGetValue("environment", out var environment)
            ? ((YamlMappingNode)environment).ToDictionary(e => Word(e.Key), e => Word(e.Value))
            : [];

    public IEnumerable<string> Ports(string service) =>
        Service(service).Children.TryGetValue("ports", out var ports) ? ((YamlSequenceNode)ports).Select(Word) : [];

    /// <summary>A single value, such as <c>image</c>; null when it says nothing of it.</summary>
    public string? Value(string service, string key) => Service(service).Children.TryGetValue(key, out var value) ? Word(value) : null;

    /// <summary>A list, such as <c>cap_drop</c>; empty when there is none.</summary>
    public string[] Values(string service, string key) =>
        Service(service).Children.TryGetValue(key, out var values) ? ((YamlSequenceNode)values).Select(Word).ToArray() : [];

    /// <summary>The test of its health check; empty when it leaves that to its image.</summary>
    public string[] HealthTest(string service) =>
        Service(service).Children.TryGetValue("healthcheck", out var check)
        && ((YamlMappingNode)check).Children.TryGetValue("test", out var test)
            ? ((YamlSequenceNode)test).Select(Word).ToArray()
            : [];

    private YamlMappingNode Service(string name) => (YamlMappingNode)_services[name];

    private static string Word(YamlNode node) => ((YamlScalarNode)node).Value!;

    [GeneratedRegex(@"\$\{\w+:-(?<default>[^}]*)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Default();

    [GeneratedRegex(@"\$\{(?<name>\w+):\?[^}]*\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Required();

    [GeneratedRegex(@"(?<!\$)\$\{?(?<name>\w+)(?<rest>(:[^}]*)?)\}?", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Variable();
}
