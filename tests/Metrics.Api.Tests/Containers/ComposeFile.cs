using System.Text.RegularExpressions;
using Metrics.Testing;
using YamlDotNet.RepresentationModel;

namespace Metrics.Api.Tests.Containers;

/// <summary>docker-compose.yml with every variable at its default.</summary>
internal sealed partial class ComposeFile
{
    private readonly YamlMappingNode _services;

    public ComposeFile()
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(Default().Replace(File.ReadAllText(Path.Combine(Repository.Root, "docker-compose.yml")), m => m.Groups["default"].Value)));
        _services = (YamlMappingNode)yaml.Documents[0].RootNode["services"];
    }

    public IEnumerable<string> Services => _services.Children.Keys.Select(k => ((YamlScalarNode)k).Value!);

    public string[] Command(string service) =>
        Service(service).Children.TryGetValue("command", out var command) ? ((YamlSequenceNode)command).Select(Text).ToArray() : [];

    public Dictionary<string, string> Environment(string service) =>
        Service(service).Children.TryGetValue("environment", out var environment)
            ? ((YamlMappingNode)environment).ToDictionary(e => Text(e.Key), e => Text(e.Value))
            : [];

    public IEnumerable<string> Ports(string service) =>
        Service(service).Children.TryGetValue("ports", out var ports) ? ((YamlSequenceNode)ports).Select(Text) : [];

    private YamlMappingNode Service(string name) => (YamlMappingNode)_services[name];

    private static string Text(YamlNode node) => ((YamlScalarNode)node).Value!;

    [GeneratedRegex(@"\$\{\w+:-(?<default>[^}]*)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Default();
}
