using System.CommandLine;
using System.CommandLine.Parsing;
using Metrics.Domain.Diagnostics;

namespace Metrics.Samples;

/// <summary>What is wrong with the words of a command line, in few lines; <c>--help</c> shows the rest.</summary>
internal static class WrongWords
{
    /// <summary>One text for each mistake; none when the words are right.</summary>
    public static IReadOnlyList<string> In(ParseResult parsed)
    {
        // An unknown word also causes errors about missing or misplaced values, so only the word is reported.
        if (Unknown(parsed) is { Count: > 0 } unknown)
            return [.. unknown.Select(word => $"unknown {KindOf(parsed, word)} '{WithoutValue(word)}'{Near(parsed, word)}")];
        // An empty value is most often an unset shell variable.
        return parsed.Tokens.Any(t => t.Type == TokenType.Argument && t.Value.Length == 0)
            ? ["a value is empty ('')"]
            : [.. parsed.Errors.Select(e => e.Message).Distinct()];
    }

    /// <summary>What may be written instead.</summary>
    public static string Hint(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        return IsGroup(parsed)
            ? $"commands: {string.Join(", ", command.Subcommands.Select(c => c.Name))}; see '--help'"
            : $"see '{command.Name} --help'";
    }

    // Words after an unknown option are its values, and those after an unknown command are its arguments, so they are not reported.
    private static List<string> Unknown(ParseResult parsed)
    {
        var options = IsGroup(parsed) ? [] : parsed.UnmatchedTokens.Where(IsOption).ToList();
        return options.Count > 0 ? options : [.. parsed.UnmatchedTokens.Take(1)];
    }

    private static string Near(ParseResult parsed, string word)
    {
        var (command, root) = (parsed.CommandResult.Command, parsed.RootCommandResult.Command);
        var known = IsOption(word)
            ? command.Options.Concat(root.Options.Where(o => o.Recursive)).SelectMany(o => o.Aliases.Prepend(o.Name))
                .Where(n => n.StartsWith("--", StringComparison.Ordinal))
            : command.Subcommands.Select(c => c.Name);
        return NearestNames.To(WithoutValue(word), known) is { Count: > 0 } near ? $"; did you mean {string.Join(" or ", near)}?" : "";
    }

    private static string KindOf(ParseResult parsed, string word) =>
        IsOption(word) ? "option" : IsGroup(parsed) ? "command" : "argument";

    private static bool IsGroup(ParseResult parsed) => parsed.CommandResult.Command.Subcommands.Count > 0;

    private static bool IsOption(string word) => word.StartsWith('-');

    // The value of an option may be anything, a secret too.
    private static string WithoutValue(string word) => IsOption(word) ? word.Split('=', ':')[0] : word;
}
