using System.CommandLine;
using Metrics.Domain.Diagnostics;

namespace Metrics.Refresh.Commands;

/// <summary>What is wrong with a command line, in few lines: the page of help is one word away.</summary>
internal static class RefusedArguments
{
    private const int MostErrors = 3;

    /// <summary>Whether anything is wrong with it.</summary>
    public static bool AreIn(ParseResult parsed) => parsed.Errors.Count > 0 || TakenForValues(parsed).Any();

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
        // What is missing, or stands in a wrong place, is so for the word that nobody knows.
        return unknown.Count == 0 ? [.. parsed.Errors.Select(e => e.Message).Distinct()]
            : [.. unknown.Select(u => $"unknown {What(parsed, u)} '{Named(u)}'{Near(parsed, u)}")];
    }

    private static string What(ParseResult parsed, string word) =>
        IsOption(word) ? "option" : IsGroup(parsed) ? "command" : "argument";

    private static bool IsGroup(ParseResult parsed) => parsed.CommandResult.Command.Subcommands.Count > 0;

    // Words behind an option that nobody knows are what it was given, and those behind such a command are that one's.
    private static List<string> Unknown(ParseResult parsed)
    {
        if (TakenForValues(parsed).ToList() is { Count: > 0 } taken)
            return taken;
        if (IsGroup(parsed))
            return [.. parsed.UnmatchedTokens.Take(1)];
        var options = parsed.UnmatchedTokens.Where(IsOption).ToList();
        return options.Count > 0 ? options : [.. parsed.UnmatchedTokens.Take(1)];
    }

    // A mistyped option in front of a folder's name would be the folder; whoever means it writes -- before it.
    private static IEnumerable<string> TakenForValues(ParseResult parsed) =>
        parsed.Tokens.Any(t => t.Type == System.CommandLine.Parsing.TokenType.DoubleDash) ? []
            : parsed.CommandResult.Children.OfType<System.CommandLine.Parsing.ArgumentResult>()
                .SelectMany(a => a.Tokens).Select(t => t.Value).Where(v => v.StartsWith("--", StringComparison.Ordinal));

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
        return NearestNames.To(Named(word), known) is { Count: > 0 } near ? $"; perhaps {string.Join(" or ", near)}" : "";
    }

    // The command, and those that it is one of.
    private static IEnumerable<Command> Commands(ParseResult parsed)
    {
        for (System.CommandLine.Parsing.SymbolResult? at = parsed.CommandResult; at is not null; at = at.Parent)
        {
            if (at is System.CommandLine.Parsing.CommandResult result)
                yield return result.Command;
        }
    }

    private static string CalledSo(ParseResult parsed) =>
        string.Concat(Commands(parsed).Where(c => c is not RootCommand).Select(c => $"{c.Name} ").Reverse());

    private static bool IsOption(string word) => word.StartsWith('-');

    // Without the value behind it, which may be anything.
    private static string Named(string word) => IsOption(word) ? word.Split('=', ':')[0] : word;
}
