using Metrics.Testing;

namespace Metrics.Api.Tests.Containers;

/// <summary>One stage of the Dockerfile: its instructions in order, lines joined.</summary>
internal sealed record DockerfileStage(string Name, string Base, IReadOnlyList<(string Instruction, string Arguments)> Steps)
{
    public static IReadOnlyDictionary<string, DockerfileStage> ReadAll()
    {
        var lines = File.ReadAllText(Path.Combine(Repository.Root, "Dockerfile")).Replace("\\\n", " ", StringComparison.Ordinal).Split('\n')
            .Select(l => l.Trim())
            .Where(l => l.Length > 0 && l[0] != '#');
        var stages = new Dictionary<string, DockerfileStage>();
        List<(string, string)> steps = [];
        foreach (var line in lines)
        {
            var (instruction, arguments) =
                (line[..line.IndexOf(' ', StringComparison.Ordinal)], line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
            if (instruction == "FROM")
            {
                var name = arguments.Split(" AS ")[1].Trim();
                stages[name] = new DockerfileStage(name, arguments.Split(" AS ")[0].Trim(), steps = []);
            }
            else
            {
                steps.Add((instruction, arguments));
            }
        }

        return stages;
    }

    public IEnumerable<string> All(string instruction) => Steps.Where(s => s.Instruction == instruction).Select(s => s.Arguments);
}
