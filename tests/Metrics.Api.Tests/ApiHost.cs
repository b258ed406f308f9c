using System.Net;
using System.Text.Json;
using Metrics.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Metrics.Api.Tests;

/// <summary>
/// The API on a real loopback port, reading a given database; by default one that does not exist. Callers need no key for questions and the
/// catalog.
/// </summary>
internal sealed class ApiHost : WebApplicationFactory<Program>
{
    // Port 1 is nobody's: connecting is refused at once.
    private const string NoWarehouse = "Host=127.0.0.1;Port=1;Username=metrics_api;Password=do-not-tell;Database=metrics";
    private readonly string _warehouse;
    private readonly (string Key, string Value)[] _settings;
    private readonly TimeProvider? _clock;

    public ApiHost(string? warehouse = null, params (string Key, string Value)[] settings)
        : this(clock: null, warehouse, settings)
    {
    }

    public ApiHost(TimeProvider? clock, string? warehouse = null, params (string Key, string Value)[] settings)
    {
        (_clock, _warehouse, _settings) = (clock, warehouse ?? NoWarehouse, settings);
        UseKestrel();
        Client = CreateClient();
    }

    /// <summary>The address every caller seems to come from; null is the real one.</summary>
    public IPAddress? CallerAddress { get; set; }

    public HttpClient Client { get; }

    public async Task<(HttpResponseMessage Response, JsonElement Body)> GetAsync(string path, Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        change?.Invoke(request);
        var response = await Client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return (response, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement);
    }

    /// <summary>Asks what must be refused, and checks that it is with a problem of this status and code.</summary>
    public async Task<JsonElement> RefusedAsync(string path, HttpStatusCode status, string code, Action<HttpRequestMessage>? change = null)
    {
        var (response, body) = await GetAsync(path, change);
        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(code, body.GetProperty("code").GetString());
        Assert.Equal((int)status, body.GetProperty("status").GetInt32());
        return body;
    }

    /// <summary>Sends this key with everything, once it is known here.</summary>
    public async Task UseKeyAsync(string key)
    {
        Client.DefaultRequestHeaders.Add("X-Api-Key", key);
        // Whatever the key's scopes.
        await Eventually.HoldsAsync(() => Client.AnswersAsync("/problems/A401"), "the key was never known");
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Production");
        builder.UseSetting("ConnectionStrings:Warehouse", _warehouse);
        // Any free port; the factory's own way to say so races with a start that is under way.
        builder.UseSetting("urls", "http://127.0.0.1:0");
        builder.UseSetting("Metrics:Keyless", "true");
        foreach (var (key, value) in _settings)
            builder.UseSetting(key, value);
        builder.ConfigureServices(services =>
        {
            services.AddTransient<IStartupFilter>(_ => new CallFrom(this));
            if (_clock is not null)
                services.AddSingleton(_clock);
        });
    }

    private sealed class CallFrom(ApiHost host) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((context, go) =>
            {
                context.Connection.RemoteIpAddress = host.CallerAddress ?? context.Connection.RemoteIpAddress;
                return go(context);
            });
            next(app);
        };
    }
}
