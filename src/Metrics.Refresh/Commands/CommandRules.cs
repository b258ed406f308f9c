using System.CommandLine;
using System.CommandLine.Parsing;

namespace Metrics.Refresh.Commands;

/// <summary>Rules on values that could be parsed. A value that cannot be is reported by its own parsing; no rule checks it.</summary>
internal static class CommandRules
{
    /// <summary>A rule over several values of a command.</summary>
    public static void Require(this Command command, Action<CommandResult> rule) => command.Validators.Add(result => Look(result, rule));

    /// <summary>A rule over an option's value.</summary>
    public static void Require<T>(this Option<T> option, Action<OptionResult> rule) =>
        option.Validators.Add(result => Look(result, rule));

    // Validators run first, and reading a value that cannot be parsed throws.
    private static void Look<T>(T result, Action<T> rule)
        where T : SymbolResult
    {
        try
        {
            rule(result);
        }
        catch (InvalidOperationException) when (Unreadable(result).Any())
        {
            // Reported by the value's own parsing.
        }
    }

    /// <summary>Why values of a command cannot be parsed, in the library's words; it reports only some of these errors itself.</summary>
    public static IEnumerable<string> Unreadable(SymbolResult result) => result switch
    {
        CommandResult command => command.Children.SelectMany(Unreadable),
        OptionResult option => Problem(() => option.GetValueOrDefault<object?>()),
        // An optional argument reports its error only when it is read as its declared type.
        ArgumentResult { Argument.ValueType: var type } argument => Problem(() =>
            type == typeof(Guid?) ? argument.GetValueOrDefault<Guid?>()
            : type == typeof(long?) ? argument.GetValueOrDefault<long?>()
            : argument.GetValueOrDefault<object?>()),
        _ => [],
    };

    private static string[] Problem(Func<object?> read)
    {
        try
        {
            read();
            return [];
        }
        catch (InvalidOperationException e)
        {
            return [e.Message];
        }
    }
}
