extern alias refresh;

using Metrics.Testing;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using CommandLine = refresh::Metrics.Refresh.Commands.CommandLine;
using OpsContext = refresh::Metrics.Refresh.State.OpsContext;

namespace Metrics.Api.Tests.Warehouses;

/// <summary>
/// A command of the refresh's command line, run in this process: a tenth of what a process of its own costs. The two services still meet
/// only in PostgreSQL.
/// </summary>
internal static class RefreshCommand
{
    /// <summary>
    /// A database with the tables of <c>ops</c>, a copy of one that the server has for all: migrating takes longer than a run.
    /// </summary>
    public static string CreateDatabase(PostgresServer server) => server.CreateDatabase(_migrated);

    // Without the roles, which are named after the database: the first command makes them.
    private static readonly Action<string> _migrated = connectionString =>
    {
        using var connection = new NpgsqlConnection(connectionString);
        connection.Open();
        using (var command = new NpgsqlCommand("create schema if not exists ops", connection))
            command.ExecuteNonQuery();
        using var context = OpsContext.On(connection);
        context.Database.Migrate();
    };

    /// <summary>Runs it to its end; its exit code, what it wrote, and what it wrote about errors.</summary>
    public static (int Code, string Output, string Errors) Run(
        string project, IReadOnlyDictionary<string, string> environment, TimeSpan atMost, params string[] arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        using var stop = new CancellationTokenSource();
        string? Variable(string name) => environment.GetValueOrDefault(name) ?? Environment.GetEnvironmentVariable(name);
        var running = Task.Run(() => CommandLine.RunAsync(
            ["--project", project, .. arguments], Variable, TextWriter.Synchronized(output), TextWriter.Synchronized(errors), stop.Token));
        if (!running.Wait(atMost))
        {
            stop.Cancel();
            Assert.Fail($"the refresh did not end within {atMost}");
        }

        return (running.Result, $"{output}", $"{errors}");
    }
}
