using Metrics.Api.Limits;
using Microsoft.Extensions.Logging.Console;

namespace Metrics.Api.Hosting;

/// <summary>What the host does when nobody configured it otherwise.</summary>
internal static class HostDefaults
{
    private const string DefaultUrl = "http://127.0.0.1:8080";

    public static void UseHostDefaults(this WebApplicationBuilder builder, LimitSettings limits)
    {
        string[] keys = ["urls", "http_ports", "https_ports"];
        if (keys.All(k => string.IsNullOrEmpty(builder.Configuration[k])) && !builder.Configuration.GetSection("Kestrel:Endpoints").Exists())
            builder.WebHost.UseUrls(DefaultUrl);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = limits.RequestBytes;
        });

        builder.Logging.ClearProviders();
        if (Console.IsOutputRedirected)
            builder.Logging.AddJsonConsole(o => o.UseUtcTimestamp = true);
        else
            builder.Logging.AddSimpleConsole(o => o.SingleLine = true);
        var inner = Console.IsOutputRedirected ? ConsoleFormatterNames.Json : ConsoleFormatterNames.Simple;
        builder.Services
            .AddSingleton<ConsoleFormatter>(s => new KeylessFormatter(inner, s.GetServices<ConsoleFormatter>))
            .PostConfigure<ConsoleLoggerOptions>(o => o.FormatterName = KeylessFormatter.Word);
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        // Says nothing above debug level, yet makes an activity and a scope for each request as long as it might.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        // Its last word about an exception is ours: UnhandledErrors logs each once.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Diagnostics.ExceptionHandlerMiddleware", LogLevel.None);
    }
}
