using System.Text.RegularExpressions;

namespace Metrics.Architecture.Tests;

/// <summary>The types that a source declares, each with the namespace that it stands in, however many of either there are.</summary>
internal sealed partial class DeclaredTypes
{
    private readonly List<(int From, string Namespace)> _spaces = [(0, "")];

    private DeclaredTypes(string text)
    {
        Text = text;
        var open = new Stack<(int Depth, string Name)>();
        var depth = 0;
        var names = new List<string>();
        foreach (Match part in Parts().Matches(Code(text)))
        {
            if (part.Groups["space"] is { Success: true } space)
            {
                // Until the end of the file, whatever its brackets are.
                if (part.Value.EndsWith(';'))
                {
                    _spaces.Add((part.Index, space.Value));
                    open.Clear();
                    continue;
                }

                open.Push((depth++, _spaces[^1].Namespace is { Length: > 0 } outer ? $"{outer}.{space.Value}" : space.Value));
                _spaces.Add((part.Index, open.Peek().Name));
            }
            else if (part.Groups["type"] is { Success: true } type)
            {
                names.Add($"{_spaces[^1].Namespace}.{type.Value}");
            }
            else if (part.Value == "{")
            {
                depth++;
            }
            else if (open.TryPeek(out var last) && --depth == last.Depth)
            {
                open.Pop();
                _spaces.Add((part.Index, open.TryPeek(out var around) ? around.Name : ""));
            }
        }

        Names = names;
    }

    /// <summary>The source.</summary>
    public string Text { get; }

    /// <summary>Full names: <c>Metrics.Semantic.Planning.Planner</c>.</summary>
    public IReadOnlyList<string> Names { get; }

    public static DeclaredTypes In(string text) => new(text);

    /// <summary>The namespace that a place is in; every one of the file's for an import at its top.</summary>
    public IEnumerable<string> NamespacesAt(int place) => _spaces.Count > 1 && place < _spaces[1].From
        ? _spaces.Skip(1).Select(s => s.Namespace).Where(n => n.Length > 0).Distinct()
        : [_spaces.Last(s => s.From <= place).Namespace];

    // What is said of a type is none, and a bracket in a text closes nothing. Every place stays where it is.
    private static string Code(string text) => NoCode().Replace(text, m => new string(' ', m.Length));

    [GeneratedRegex(
        """""
        //[^\n]*|/\*.*?\*/|"{3,}.*?"{3,}|@"([^"]|"")*"|"(\\.|[^"\\\n])*"|'(\\.|[^'\\\n])+'
        """"",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex NoCode();

    [GeneratedRegex(
        @"\bnamespace\s+(?<space>[\w.]+)\s*[;{]|\b(class|struct|interface|enum|record(\s+(class|struct))?)\s+(?<type>[A-Z]\w*)"
            + @"|\bdelegate\s+[\w.<>\[\],? ()]+?\s(?<type>[A-Z]\w*)\s*(<[^>(]*>)?\s*\(|[{}]",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Parts();
}
