using Metrics.Domain.Diagnostics;
using Metrics.Refresh.Projects;
using Metrics.Refresh.State;

namespace Metrics.Refresh.Commands;

/// <summary>What every command needs: its project and its warehouse, or a clear message why they cannot be used.</summary>
internal sealed record CommandContext(
    string ProjectFolder, Func<string, string?> Environment, TextWriter Output, TextWriter Error, TimeProvider Clock)
{
    public const int Failed = 1;
    public const int Usage = 2;

    /// <summary>The exit code that the runtime gives a process with an unhandled exception.</summary>
    public const int Aborted = 134;

    private const string Category = "Metrics.Refresh";

    public const string ConnectionVariable = "ConnectionStrings__Warehouse";

    /// <summary>True to write log lines and messages as JSON, false to write them as text for people.</summary>
    public bool LogsJson { get; init; }

    /// <summary>Loads the project and writes out its diagnostics; null when it is invalid.</summary>
    public Project? LoadProject() => LoadProject(Report);

    /// <summary>The same; the diagnostics go to <paramref name="report"/>.</summary>
    public Project? LoadProject(Action<IEnumerable<Diagnostic>> report)
    {
        var outcome = ProjectLoader.Load(ProjectFolder, Environment);
        report(outcome.Diagnostics);
        return outcome.Value;
    }

    /// <summary>
    /// Opens the warehouse and migrates its schemas. Null when it cannot be used, or belongs to another project and is therefore not
    /// touched; the code is then the command's exit code.
    /// </summary>
    /// <param name="claim">The project's claim to the database; null to take the database over, or without a project.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<(Warehouse? Warehouse, int Code)> OpenWarehouseAsync(ProjectClaim? claim, CancellationToken ct)
    {
        if (Environment(ConnectionVariable) is not { Length: > 0 } connectionString)
        {
            Complain($"{ConnectionVariable} is not set; it names the PostgreSQL database to work on");
            return (null, Failed);
        }

        Warehouse warehouse;
        try
        {
            warehouse = new Warehouse(connectionString, Clock);
        }
        catch (ArgumentException)
        {
            // The text may hold a password, so it is not repeated.
            Complain($"{ConnectionVariable} is not a PostgreSQL connection string (Host=…;Database=…;Username=…)");
            return (null, Failed);
        }

        // If a server accepts the connection and never answers, the driver may miss the cancellation. WaitAsync does not.
        var migrated = await warehouse.MigrateAsync(Environment("METRICS_API_PASSWORD"), claim, ct).WaitAsync(ct);
        Report(migrated.Diagnostics);
        if (migrated.Succeeded(out _))
            return (warehouse, 0);
        await warehouse.DisposeAsync();
        return (null, migrated.Diagnostics.Any(d => d.Code == DiagnosticCode.OtherProject) ? Usage : Failed);
    }

    /// <summary>
    /// The same for commands that build no tables, such as <c>keys</c>. The project need not be valid; without one, the connection string
    /// alone selects the database.
    /// </summary>
    public Task<(Warehouse? Warehouse, int Code)> OpenNamedWarehouseAsync(CancellationToken ct) => OpenWarehouseAsync(
        ProjectLoader.LoadSettings(ProjectFolder, Environment) is { Name.Length: > 0 } settings
            ? new ProjectClaim(settings.Name, _ => true) { ByName = true }
            : null,
        ct);

    public void Report(IEnumerable<Diagnostic> diagnostics)
    {
        foreach (var diagnostic in diagnostics)
            Error.WriteLine(LogsJson ? LogLine.Of(diagnostic, Clock.GetUtcNow(), Category) : diagnostic.ToString());
    }

    /// <summary>Writes an error about the command line or its inputs to standard error.</summary>
    public void Complain(string error) => Error.WriteLine(LogsJson ? Line("Error", error) : $"error: {error}");

    /// <summary>Writes a fault of the program itself to standard error.</summary>
    public void Fault(Exception fault) => Error.WriteLine(
        LogLine.Of(new LogHead(Clock.GetUtcNow(), "Critical", Category), $"internal error: {fault.Message}", [], fault));

    /// <summary>Writes a command's progress to standard output, where its run also writes its log.</summary>
    public void Say(string text) => Output.WriteLine(LogsJson ? Line("Information", text) : text);

    /// <summary>Writes to standard error what is neither an error nor part of the command's output.</summary>
    public void Note(string text) => Error.WriteLine(LogsJson ? Line("Information", text) : text);

    private string Line(string level, string message) => LogLine.Of(new LogHead(Clock.GetUtcNow(), level, Category), message, []);
}
