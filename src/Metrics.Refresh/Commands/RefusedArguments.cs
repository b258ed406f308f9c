using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using Metrics.Domain.Diagnostics;

namespace Metrics.Refresh.Commands;

/// <summary>Reports what is wrong with a command line in a few lines; <c>--help</c> shows the rest.</summary>
internal static partial class RefusedArguments
{
    private const int MostErrors = 3;

    /// <summary>Whether the command line has errors.</summary>
    public static bool AreIn(ParseResult parsed) =>
        parsed.Errors.Count > 0 || TakenForValues(parsed).Any() || HasEmpty(parsed) || Misread(parsed).Any();

    public static void Tell(ParseResult parsed, CommandContext context)
    {
        foreach (var error in Errors(parsed).Take(MostErrors))
            context.Complain(error);
        if (!context.LogsJson)
            context.Note($"       {Hint(parsed)}");
    }

    private static List<string> Errors(ParseResult parsed)
    {
        var unknown = Unknown(parsed);
        // An unknown word also causes errors about missing or misplaced values, so only the word is reported.
        if (unknown.Count > 0)
            return [.. unknown.Select(u => $"unknown {What(parsed, u)} '{Named(u)}'{Near(parsed, u)}")];
        return HasEmpty(parsed) ? ["a value is empty ('')"]
            : [.. parsed.Errors.Select(e => e.Message).Concat(Misread(parsed)).Select(Plain).Distinct()];
    }

    // The library reports a bad optional value only when the value is read. Missing values it has reported already, except beside --help.
    private static IEnumerable<string> Misread(ParseResult parsed) =>
        CommandRules.Unreadable(parsed.CommandResult).Where(m => Unreadable().IsMatch(m));

    // An empty value is most often an unset shell variable. No argument has a meaning when it is empty.
    private static bool HasEmpty(ParseResult parsed) => parsed.Tokens.Any(t => t.Type == TokenType.Argument && t.Value.Length == 0);

    // The library's message names a .NET type; this one says what to write.
    private static string Plain(string message)
    {
        if (Unreadable().Match(message) is not { Success: true } match)
            return message;
        var (type, of, said) = (match.Groups["type"].Value, match.Groups["of"].Value, match.Groups["said"].Value);
        var expected = type.Contains(nameof(Guid), StringComparison.Ordinal)
            ? "the id of a run, such as 0198f0c2-7d1e-7a44-9b1c-5f4e1d2c3b4a"
            : type.Contains(nameof(DateTime), StringComparison.Ordinal) ? "a time, such as 2026-01-31"
            : "a whole number";
        return $"{of} takes {expected}, not '{said}'";
    }

    [GeneratedRegex(
        "^Cannot parse argument '(?<said>.*)' for (command|option) '(?<of>[^']*)' as expected type '(?<type>[^']*)'",
        RegexOptions.ExplicitCapture | RegexOptions.Singleline)]
    private static partial Regex Unreadable();

    private static string What(ParseResult parsed, string word) =>
        IsOption(word) ? "option" : IsGroup(parsed) ? "command" : "argument";

    private static bool IsGroup(ParseResult parsed) => parsed.CommandResult.Command.Subcommands.Count > 0;

    // Words after an unknown option are its values, and those after an unknown command are its arguments, so they are not reported.
    private static List<string> Unknown(ParseResult parsed)
    {
        if (TakenForValues(parsed).ToList() is { Count: > 0 } taken)
            return taken;
        if (IsGroup(parsed))
            return [.. parsed.UnmatchedTokens.Take(1)];
        var options = parsed.UnmatchedTokens.Where(IsOption).ToList();
        return options.Count > 0 ? options : [.. parsed.UnmatchedTokens.Take(1)];
    }

    // A mistyped option before a folder's name would be taken for the folder. A value that begins with - is given after --.
    private static IEnumerable<string> TakenForValues(ParseResult parsed) =>
        parsed.Tokens.Any(t => t.Type == TokenType.DoubleDash) ? []
            : parsed.CommandResult.Children.OfType<ArgumentResult>()
                .SelectMany(a => a.Tokens).Select(t => t.Value).Where(v => v.Length > 1 && IsOption(v));

    private static string Hint(ParseResult parsed)
    {
        var commands = parsed.CommandResult.Command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name).ToList();
        var help = $"see '{CalledSo(parsed)}--help'";
        return commands.Count > 0 ? $"commands: {string.Join(", ", commands)}; {help}" : help;
    }

    private static string Near(ParseResult parsed, string word)
    {
        var commands = Commands(parsed).ToList();
        var known = IsOption(word)
            ? commands.SelectMany((c, i) => c.Options.Where(o => !o.Hidden && (i == 0 || o.Recursive)))
                .SelectMany(o => o.Aliases.Prepend(o.Name)).Where(n => n.StartsWith("--", StringComparison.Ordinal))
            : commands[0].Subcommands.Where(c => !c.Hidden).Select(c => c.Name);
        return NearestNames.To(Named(word), known) is { Count: > 0 } near ? $"; did you mean {string.Join(" or ", near)}?" : "";
    }

    // The command, then its parent commands.
    private static IEnumerable<Command> Commands(ParseResult parsed)
    {
        for (SymbolResult? at = parsed.CommandResult; at is not null; at = at.Parent)
        {
            if (at is CommandResult result)
                yield return result.Command;
        }
    }

    private static string CalledSo(ParseResult parsed) =>
        string.Concat(Commands(parsed).Where(c => c is not RootCommand).Select(c => $"{c.Name} ").Reverse());

    private static bool IsOption(string word) => word.StartsWith('-');

    // Without the option's value, which may be anything.
    private static string Named(string word) => IsOption(word) ? word.Split('=', ':')[0] : word;
}
