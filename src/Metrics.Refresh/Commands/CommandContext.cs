using Metrics.Domain.Diagnostics;
using Metrics.Refresh.Projects;
using Metrics.Refresh.State;

namespace Metrics.Refresh.Commands;

/// <summary>What every command needs: the project it is about and the warehouse it works on, or a clear word why not.</summary>
internal sealed record CommandContext(
    string ProjectFolder, Func<string, string?> Environment, TextWriter Output, TextWriter Error, TimeProvider Clock)
{
    public const int Failed = 1;
    public const int Usage = 2;

    /// <summary>What the runtime ends a process with for which nobody caught an exception.</summary>
    public const int Aborted = 134;

    private const string Category = "Metrics.Refresh";

    public const string ConnectionVariable = "ConnectionStrings__Warehouse";

    /// <summary>True when runs and the worker write JSON; else they write lines for people.</summary>
    public bool LogsJson { get; init; }

    /// <summary>The project; null when it is invalid, with everything that is wrong written out.</summary>
    public Project? LoadProject() => LoadProject(Report);

    /// <summary>The project; null when it is invalid. What is wrong goes where it is told to.</summary>
    public Project? LoadProject(Action<IEnumerable<Diagnostic>> report)
    {
        var outcome = ProjectLoader.Load(ProjectFolder, Environment);
        report(outcome.Diagnostics);
        return outcome.Value;
    }

    /// <summary>
    /// The warehouse with its schemas up to date; null when it cannot be used, or is another project's and therefore not touched, with the
    /// code to end with.
    /// </summary>
    /// <param name="claim">The project's; null for whoever takes it over, or has no project.</param>
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

        // A server that takes the connection and says nothing can make the driver miss that nobody waits any more.
        var migrated = await warehouse.MigrateAsync(Environment("METRICS_API_PASSWORD"), claim, ct).WaitAsync(ct);
        Report(migrated.Diagnostics);
        if (migrated.Succeeded(out _))
            return (warehouse, 0);
        await warehouse.DisposeAsync();
        return (null, migrated.Diagnostics.Any(d => d.Code == DiagnosticCode.OtherProject) ? Usage : Failed);
    }

    /// <summary>
    /// The same for what builds no table, such as keys: the project need not be valid for it, and where there is none the connection says
    /// which database is meant.
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

    /// <summary>Says on standard error what is wrong with how the command was given, or with what it was given.</summary>
    public void Complain(string error) => Error.WriteLine(LogsJson ? Line("Error", error) : $"error: {error}");

    /// <summary>Says there that the program itself has a fault.</summary>
    public void Fault(Exception fault) => Error.WriteLine(
        LogLine.Of(new LogHead(Clock.GetUtcNow(), "Critical", Category), $"a fault of the program: {fault.Message}", [], fault));

    /// <summary>Says on standard output how far a command is whose run writes its log there.</summary>
    public void Say(string text) => Output.WriteLine(LogsJson ? Line("Information", text) : text);

    /// <summary>Says there what is no error, and no part of what the command gives.</summary>
    public void Note(string text) => Error.WriteLine(LogsJson ? Line("Information", text) : text);

    private string Line(string level, string message) => LogLine.Of(new LogHead(Clock.GetUtcNow(), level, Category), message, []);
}
