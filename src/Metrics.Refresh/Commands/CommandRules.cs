using System.CommandLine;
using System.CommandLine.Parsing;

namespace Metrics.Refresh.Commands;

/// <summary>What must hold of values that could be read; one that could not is told by its own reading, and no rule looks at it.</summary>
internal static class CommandRules
{
    /// <summary>A rule over several values of a command.</summary>
    public static void Require(this Command command, Action<CommandResult> rule) => command.Validators.Add(result => Look(result, rule));

    /// <summary>A rule over an option's value.</summary>
    public static void Require<T>(this Option<T> option, Action<OptionResult> rule) =>
        option.Validators.Add(result => Look(result, rule));

    // Rules are asked first, and to ask for a value that cannot be read throws.
    private static void Look<T>(T result, Action<T> rule)
        where T : SymbolResult
    {
        try
        {
            rule(result);
        }
        catch (InvalidOperationException) when (Unreadable(result).Any())
        {
            // Told by the value's own reading.
        }
    }

    /// <summary>Why values of a command cannot be read, in the library's words; the library itself tells it of some only.</summary>
    public static IEnumerable<string> Unreadable(SymbolResult result) => result switch
    {
        CommandResult command => command.Children.SelectMany(Unreadable),
        OptionResult option => Problem(() => option.GetValueOrDefault<object?>()),
        // One that may be left out tells only when it is asked for as what it is.
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
