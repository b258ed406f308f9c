using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Metrics.Benchmarks;

/// <summary>The least that Kestrel can do: the same bytes to every request, with no headers but their type and length.</summary>
internal static class BareServer
{
    public static async Task<int> RunAsync(int port, string file)
    {
        var bytes = await File.ReadAllBytesAsync(file);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.ListenLocalhost(port);
        });
        await using var app = builder.Build();
        app.Run(context =>
        {
            context.Response.ContentType = "application/json; charset=utf-8";
            context.Response.ContentLength = bytes.Length;
            var sending = context.Response.BodyWriter.WriteAsync(bytes, context.RequestAborted);
            return sending.IsCompletedSuccessfully ? Task.CompletedTask : sending.AsTask();
        });
        await app.RunAsync();
        return 0;
    }
}
