using Metrics.Domain.Access;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Metrics.Api.Hosting;

/// <summary>Log lines as another formatter writes them, without API keys, whoever logged them and wherever they came from; and
/// without the stack of a failure that the process ends with a plain word of.</summary>
/// <param name="inner">The name of the formatter that writes the lines.</param>
/// <param name="all">Every formatter there is; asked for when the first line is written.</param>
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
