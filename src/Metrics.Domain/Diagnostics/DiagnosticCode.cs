using System.Collections.Frozen;

namespace Metrics.Domain.Diagnostics;

/// <summary>A stable problem code; families decide how a door reports it. One row a problem, here and nowhere else.</summary>
/// <remarks>C: an author's definition. Q: a caller's question. E: the engine. R: a refresh. A: access.</remarks>
public sealed record DiagnosticCode
{
    private DiagnosticCode(string id, string title, DiagnosticSeverity severity = DiagnosticSeverity.Error) =>
        (Id, Title, Severity) = (id, title, severity);

    /// <summary>The code itself, such as <c>C101</c>.</summary>
    public string Id { get; }

    /// <summary>What kind of problem it is, without names.</summary>
    public string Title { get; }

    /// <summary>Error or warning.</summary>
    public DiagnosticSeverity Severity { get; }

    /// <summary>The file is not the YAML it should be.</summary>
    public static DiagnosticCode UnreadableFile { get; } = new("C100", "Unreadable file");

    /// <summary>A key that nothing reads.</summary>
    public static DiagnosticCode UnknownKey { get; } = new("C101", "Unknown key");

    /// <summary>A value of the wrong type or outside its closed set.</summary>
    public static DiagnosticCode WrongValue { get; } = new("C102", "Wrong value");

    /// <summary>A key that must be there.</summary>
    public static DiagnosticCode MissingKey { get; } = new("C103", "Missing key");

    /// <summary>Two definitions of one name.</summary>
    public static DiagnosticCode DuplicateName { get; } = new("C110", "Duplicate name");

    /// <summary>A name that nothing defines.</summary>
    public static DiagnosticCode UnknownName { get; } = new("C111", "Unknown name");

    /// <summary>A name or word that may not be used.</summary>
    public static DiagnosticCode InvalidName { get; } = new("C112", "Invalid name");

    /// <summary>Definitions that depend on themselves.</summary>
    public static DiagnosticCode Cycle { get; } = new("C120", "Cycle");

    /// <summary>A model that gives another answer each time it runs and does not say so.</summary>
    public static DiagnosticCode UndeclaredVolatility { get; } = new("C130", "Undeclared volatile function");

    /// <summary>A column without a constrained type.</summary>
    public static DiagnosticCode UnconstrainedType { get; } = new("C131", "Unconstrained column type");

    /// <summary>An environment variable that a definition needs and nobody set.</summary>
    public static DiagnosticCode MissingVariable { get; } = new("C132", "Missing variable");

    /// <summary>A request that is not of the form its door reads.</summary>
    public static DiagnosticCode MalformedRequest { get; } = new("Q100", "Malformed request");

    /// <summary>A path that names nothing.</summary>
    public static DiagnosticCode UnknownPath { get; } = new("Q102", "Unknown path");

    /// <summary>A path that is there, asked with a method it does not take.</summary>
    public static DiagnosticCode MethodNotAllowed { get; } = new("Q103", "Method not allowed");

    /// <summary>Not from where this caller stands.</summary>
    public static DiagnosticCode Unauthenticated { get; } = new("A401", "Authentication needed");

    /// <summary>The warehouse does not answer.</summary>
    public static DiagnosticCode WarehouseUnavailable { get; } = new("E310", "Warehouse unavailable");

    /// <summary>The warehouse is there but nothing has been published in it, or by a release this one does not know.</summary>
    public static DiagnosticCode NotReady { get; } = new("E311", "Not ready");

    /// <summary>A bug of ours.</summary>
    public static DiagnosticCode InternalError { get; } = new("E500", "Internal error");

    /// <summary>A source could not be read or does not have the declared shape.</summary>
    public static DiagnosticCode SourceFailed { get; } = new("R100", "Source failed");

    /// <summary>More rows rejected than the source allows.</summary>
    public static DiagnosticCode TooManyRejects { get; } = new("R101", "Too many rejected rows");

    /// <summary>The database refused a model's SQL.</summary>
    public static DiagnosticCode BuildFailed { get; } = new("R110", "Build failed");

    /// <summary>A data test of severity error found bad rows.</summary>
    public static DiagnosticCode TestFailed { get; } = new("R120", "Data test failed");

    /// <summary>Another run holds the lease.</summary>
    public static DiagnosticCode LeaseHeld { get; } = new("R130", "Lease held");

    /// <summary>The lease was lost while running; nothing was published.</summary>
    public static DiagnosticCode LeaseLost { get; } = new("R131", "Lease lost");

    /// <summary>The publishing transaction could not get its locks in time; nothing was published.</summary>
    public static DiagnosticCode PublicationBlocked { get; } = new("R134", "Publication blocked");

    /// <summary>Connections that a dead run left behind could not be ended.</summary>
    public static DiagnosticCode LeftoverBackends { get; } = new("R132", "Leftover backends");

    /// <summary>The warehouse was upgraded by a newer release.</summary>
    public static DiagnosticCode NewerWarehouse { get; } = new("R133", "Newer warehouse");

    /// <summary>A view for people could not be pointed at the published version; the next run tries again.</summary>
    public static DiagnosticCode ViewNotRepointed { get; } = new("R140", "View not repointed", DiagnosticSeverity.Warning);

    /// <summary>Every code by its id.</summary>
    public static FrozenDictionary<string, DiagnosticCode> All { get; } = typeof(DiagnosticCode)
        .GetProperties()
        .Where(p => p.PropertyType == typeof(DiagnosticCode))
        .Select(p => (DiagnosticCode)p.GetValue(null)!)
        .ToFrozenDictionary(c => c.Id);

    /// <inheritdoc/>
    public override string ToString() => Id;
}
