using Metrics.Domain.Access;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Metrics.Api.Hosting;

/// <summary>
/// Writes log lines through another formatter and removes API keys from them, whichever component logged them. Drops the host's own report,
/// with its stack, of a failure that the process reports in one line before it ends.
/// </summary>
/// <param name="inner">The name of the formatter that writes the lines.</param>
/// <param name="all">All registered formatters; resolved when the first line is written.</param>
internal sealed class KeylessFormatter(string inner, Func<IEnumerable<ConsoleFormatter>> all) : ConsoleFormatter(Word)
{
    public const string Word = "keyless";

    private readonly Lazy<ConsoleFormatter> _inner = new(() => all().First(f => f.Name == inner));

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        if (ListenFailure.IsToldLater(logEntry.Category, logEntry.Exception))
            return;
        using var line = new StringWriter();
        _inner.Value.Write(in logEntry, scopeProvider, line);
        textWriter.Write(KeyTraces.Remove(line.ToString()));
    }
}
