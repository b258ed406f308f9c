using System.Runtime.InteropServices;
using Metrics.Refresh.Commands;

// Ctrl-C and SIGTERM stop the work gracefully; a second one kills the process.
using var stop = new CancellationTokenSource();
void Stop(PosixSignalContext signal)
{
    if (stop.IsCancellationRequested)
        return;
    signal.Cancel = true;
    stop.Cancel();
}

using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
return await CommandLine.RunAsync(args, Environment.GetEnvironmentVariable, Console.Out, Console.Error, stop.Token);
