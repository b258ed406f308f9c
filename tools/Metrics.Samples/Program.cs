using System.Runtime.InteropServices;
using Metrics.Samples;

// Ctrl-C and SIGTERM stop the work, which removes what it has begun; a second one kills the process.
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
return await SampleCommandLine.RunAsync(args, Environment.GetEnvironmentVariable, stop.Token);
