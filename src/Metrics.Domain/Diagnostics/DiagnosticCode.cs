using System.Collections.Frozen;

namespace Metrics.Domain.Diagnostics;

/// <summary>
/// A stable problem code. Its family, the first letter, decides how a door reports it. Each code is declared here and nowhere else.
/// </summary>
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

    /// <summary>A semantic model that policies in an unreadable text may restrict; it is closed until the text can be read.</summary>
    public static DiagnosticCode PoliciesUnread { get; } = new("C154", "Closed because of policies that cannot be read");

    /// <summary>A required key that is missing.</summary>
    public static DiagnosticCode MissingKey { get; } = new("C103", "Missing key");

    /// <summary>One key twice in one mapping: it is not known which of the two its author means.</summary>
    public static DiagnosticCode RepeatedKey { get; } = new("C104", "Repeated key");

    /// <summary>A key at the top of a file that nothing reads, such as <c>x-anchors</c>; its content has no effect.</summary>
    public static DiagnosticCode IgnoredKey { get; } = new("C105", "Key without effect", DiagnosticSeverity.Warning);

    /// <summary>Two definitions of one name.</summary>
    public static DiagnosticCode DuplicateName { get; } = new("C110", "Duplicate name");

    /// <summary>A name that nothing defines.</summary>
    public static DiagnosticCode UnknownName { get; } = new("C111", "Unknown name");

    /// <summary>A name or word that may not be used.</summary>
    public static DiagnosticCode InvalidName { get; } = new("C112", "Invalid name");

    /// <summary>A name that can be used, but will cause trouble.</summary>
    public static DiagnosticCode AwkwardName { get; } = new("C113", "Awkward name", DiagnosticSeverity.Warning);

    /// <summary>Definitions that depend on themselves.</summary>
    public static DiagnosticCode Cycle { get; } = new("C120", "Cycle");

    /// <summary>A model that gives another result each time it runs and does not declare that.</summary>
    public static DiagnosticCode UndeclaredVolatility { get; } = new("C130", "Undeclared volatile function");

    /// <summary>A column without a constrained type.</summary>
    public static DiagnosticCode UnconstrainedType { get; } = new("C131", "Unconstrained column type");

    /// <summary>An environment variable that a definition needs and that is not set.</summary>
    public static DiagnosticCode MissingVariable { get; } = new("C132", "Missing variable");

    /// <summary>A definition that can be answered only by a later release.</summary>
    public static DiagnosticCode UnsupportedDefinition { get; } = new("C140", "Not supported yet", DiagnosticSeverity.Warning);

    /// <summary>A valid definition that uses one which is left out.</summary>
    public static DiagnosticCode LeftOut { get; } = new("C141", "Left out with what it uses", DiagnosticSeverity.Warning);

    /// <summary>Names that are different here and the same in GraphQL, which therefore shows none of them.</summary>
    public static DiagnosticCode FieldCollision { get; } = new("C142", "Names collide in GraphQL", DiagnosticSeverity.Warning);

    /// <summary>A formula that the grammar cannot read and that is taken as the author's SQL.</summary>
    public static DiagnosticCode AuthoredFormula { get; } = new("C143", "Formula taken as SQL", DiagnosticSeverity.Warning);

    /// <summary>Something that works, but probably not as its author thinks.</summary>
    public static DiagnosticCode Doubtful { get; } = new("C160", "Doubtful definition", DiagnosticSeverity.Warning);

    /// <summary>Something that dbt still accepts, but has announced to refuse.</summary>
    public static DiagnosticCode RefusedLater { get; } = new("C161", "Refused in a later release", DiagnosticSeverity.Warning);

    /// <summary>A semantic model whose table or column is not published, or does not fit.</summary>
    public static DiagnosticCode Unbound { get; } = new("C150", "Not bound to a table");

    /// <summary>An entity that promises unique rows, over a table without a test for it.</summary>
    public static DiagnosticCode UntestedKey { get; } = new("C151", "Untested key");

    /// <summary>A time that its table stores as text.</summary>
    public static DiagnosticCode TextTime { get; } = new("C152", "Time stored as text", DiagnosticSeverity.Warning);

    /// <summary>Rows with validity periods, two of which overlap for the same thing.</summary>
    public static DiagnosticCode OverlappingValidity { get; } = new("C153", "Overlapping validity");

    /// <summary>A policy that is empty or cannot be enforced; its model is closed.</summary>
    public static DiagnosticCode PolicyNotHeld { get; } = new("C170", "Policy cannot be applied");

    /// <summary>A model over a table that is closed, since a policy of another model over it cannot be enforced.</summary>
    public static DiagnosticCode TableClosed { get; } = new("C171", "Table closed by a policy");

    /// <summary>A table whose rows callers without a key never see, since a policy compares with attributes that they lack.</summary>
    public static DiagnosticCode NoRowsWithoutKey { get; } = new("C172", "No rows without a key", DiagnosticSeverity.Warning);

    /// <summary>A request whose form its door cannot read.</summary>
    public static DiagnosticCode MalformedRequest { get; } = new("Q100", "Malformed request");

    /// <summary>A path that names nothing.</summary>
    public static DiagnosticCode UnknownPath { get; } = new("Q102", "Unknown path");

    /// <summary>A request of more bytes than allowed.</summary>
    public static DiagnosticCode RequestTooLarge { get; } = new("Q104", "Request too large");

    /// <summary>A request whose body arrives too slowly.</summary>
    public static DiagnosticCode RequestTooSlow { get; } = new("Q108", "Request too slow");

    /// <summary>An answer in a format that is not supported.</summary>
    public static DiagnosticCode NotAcceptable { get; } = new("Q105", "Not acceptable");

    /// <summary>A GraphQL document that does not fit the schema.</summary>
    public static DiagnosticCode InvalidDocument { get; } = new("Q106", "Document not valid for the schema");

    /// <summary>A GraphQL document that is larger, deeper or costlier than allowed.</summary>
    public static DiagnosticCode DocumentBeyondLimits { get; } = new("Q107", "Document beyond limits");

    /// <summary>A filter that the grammar cannot read.</summary>
    public static DiagnosticCode MalformedFilter { get; } = new("Q101", "Malformed filter");

    /// <summary>No such metric.</summary>
    public static DiagnosticCode UnknownMetric { get; } = new("Q200", "Unknown metric");

    /// <summary>No such dimension, entity or grain.</summary>
    public static DiagnosticCode UnknownDimension { get; } = new("Q201", "Unknown dimension");

    /// <summary>No such saved query.</summary>
    public static DiagnosticCode UnknownSavedQuery { get; } = new("Q202", "Unknown saved query");

    /// <summary>Two columns of one name, or an order or share that names no column.</summary>
    public static DiagnosticCode WrongColumn { get; } = new("Q203", "Wrong column");

    /// <summary>A value that does not fit the type it is compared with.</summary>
    public static DiagnosticCode WrongComparison { get; } = new("Q204", "Value of another type");

    /// <summary>A dimension that a metric cannot be grouped by without counting rows twice or losing them.</summary>
    public static DiagnosticCode UnreachableDimension { get; } = new("Q210", "Dimension not reachable");

    /// <summary>A dimension that can be reached in several ways.</summary>
    public static DiagnosticCode AmbiguousPath { get; } = new("Q211", "Ambiguous path");

    /// <summary>A grain finer than the data.</summary>
    public static DiagnosticCode GrainTooFine { get; } = new("Q220", "Grain finer than the data");

    /// <summary>A sum over several currencies.</summary>
    public static DiagnosticCode MixedUnits { get; } = new("Q230", "Mixed currencies");

    /// <summary>A condition that mixes rows and metrics in one <c>or</c>.</summary>
    public static DiagnosticCode MixedLevels { get; } = new("Q231", "Mixed predicate levels");

    /// <summary>A question by time, whose metrics have no time.</summary>
    public static DiagnosticCode NoMetricTime { get; } = new("Q212", "No metric time");

    /// <summary>Something this release reads but cannot answer yet.</summary>
    public static DiagnosticCode NotYet { get; } = new("Q290", "Not yet");

    /// <summary>A page of a version that was dropped.</summary>
    public static DiagnosticCode PageGone { get; } = new("Q300", "Page of a dropped version");

    /// <summary>A version that has not arrived here yet.</summary>
    public static DiagnosticCode VersionNotHere { get; } = new("Q301", "Version not here yet");

    /// <summary>A run that has ended already.</summary>
    public static DiagnosticCode RunFinished { get; } = new("Q302", "Run has ended");

    /// <summary>A run that has not ended yet.</summary>
    public static DiagnosticCode RunNotFinished { get; } = new("Q303", "Run has not ended");

    /// <summary>A run that completed everything, so that nothing can be retried.</summary>
    public static DiagnosticCode NothingToRetry { get; } = new("Q304", "Nothing to retry");

    /// <summary>A run that is to be retried and does not exist.</summary>
    public static DiagnosticCode UnknownRun { get; } = new("Q209", "Unknown run");

    /// <summary>The engine refused the statement: the author's SQL met a value or type that it cannot take.</summary>
    public static DiagnosticCode EngineRefused { get; } = new("E312", "Engine refused");

    /// <summary>A relation was dropped since its pointer was read; the pointers have to be read again.</summary>
    public static DiagnosticCode RelationGone { get; } = new("E313", "Relation gone");

    /// <summary>The engine failed for an internal reason.</summary>
    public static DiagnosticCode EngineFailed { get; } = new("E314", "Engine failed");

    /// <summary>More questions than the engine runs at the same time; those ahead are quick, so it will pass soon.</summary>
    public static DiagnosticCode QuickLaneFull { get; } = new("E315", "Too many questions at once");

    /// <summary>More heavy questions than the engine runs at the same time; other questions are answered.</summary>
    public static DiagnosticCode HeavyLaneFull { get; } = new("E316", "Too many heavy questions at once");

    /// <summary>More streams than may be open at the same time; other questions are answered.</summary>
    public static DiagnosticCode StreamLaneFull { get; } = new("E317", "Too many streams at once");

    /// <summary>A client that reads its answer too slowly; the connection is closed, so that only logs report it.</summary>
    public static DiagnosticCode StalledReader { get; } = new("E332", "Reader too slow");

    /// <summary>The engine took too long.</summary>
    public static DiagnosticCode EngineTimeout { get; } = new("E320", "Timeout");

    /// <summary>More rows than an answer may have.</summary>
    public static DiagnosticCode TooManyRows { get; } = new("E330", "Too many rows");

    /// <summary>More bytes than an answer may have.</summary>
    public static DiagnosticCode TooManyBytes { get; } = new("E331", "Too many bytes");

    /// <summary>A path that exists, requested with a method that it does not take.</summary>
    public static DiagnosticCode MethodNotAllowed { get; } = new("Q103", "Method not allowed");

    /// <summary>A caller who has to authenticate, which depends on where the call comes from.</summary>
    public static DiagnosticCode Unauthenticated { get; } = new("A401", "Authentication needed");

    /// <summary>A known caller who may not do this.</summary>
    public static DiagnosticCode Forbidden { get; } = new("A403", "Not allowed");

    /// <summary>A browser's request on behalf of another site's page, with only what browsers attach automatically.</summary>
    public static DiagnosticCode OtherSite { get; } = new("A440", "Request of another site");

    /// <summary>More requests than this caller may make.</summary>
    public static DiagnosticCode TooManyRequests { get; } = new("A429", "Too many requests");

    /// <summary>The warehouse does not answer.</summary>
    public static DiagnosticCode WarehouseUnavailable { get; } = new("E310", "Warehouse unavailable");

    /// <summary>The warehouse exists, but nothing was published in it, or only by a release that this one does not know.</summary>
    public static DiagnosticCode NotReady { get; } = new("E311", "Not ready");

    /// <summary>A bug of this software.</summary>
    public static DiagnosticCode InternalError { get; } = new("E500", "Internal error");

    /// <summary>A source could not be read or does not have the declared shape.</summary>
    public static DiagnosticCode SourceFailed { get; } = new("R100", "Source failed");

    /// <summary>More rows rejected than the source allows.</summary>
    public static DiagnosticCode TooManyRejects { get; } = new("R101", "Too many rejected rows");

    /// <summary>A source that could be loaded, though not all of it is as declared.</summary>
    public static DiagnosticCode SourceDoubtful { get; } = new("R102", "Source not quite as declared", DiagnosticSeverity.Warning);

    /// <summary>A load without a row, where the published version has some.</summary>
    public static DiagnosticCode SourceEmptied { get; } = new("R104", "Source without a row");

    /// <summary>Files in a folder of a source that no table reads.</summary>
    public static DiagnosticCode FilesUnread { get; } = new("R103", "Files that no table reads", DiagnosticSeverity.Warning);

    /// <summary>The database refused a model's SQL.</summary>
    public static DiagnosticCode BuildFailed { get; } = new("R110", "Build failed");

    /// <summary>A table took longer than its definition allows.</summary>
    public static DiagnosticCode ModelTimeout { get; } = new("R113", "Table took too long");

    /// <summary>An increment that declares wrongly which rows change together.</summary>
    public static DiagnosticCode WrongIncrement { get; } = new("R111", "Wrong increment");

    /// <summary>A step that would lose history without a second copy, and that was not asked to discard it.</summary>
    public static DiagnosticCode HistoryAtRisk { get; } = new("R112", "History at risk");

    /// <summary>A state to roll back to that is no longer kept.</summary>
    public static DiagnosticCode CannotRollBack { get; } = new("R150", "Cannot roll back");

    /// <summary>A model that cannot be built in slices of time.</summary>
    public static DiagnosticCode CannotBackfill { get; } = new("R151", "Cannot backfill");

    /// <summary>A data test of severity error found bad rows.</summary>
    public static DiagnosticCode TestFailed { get; } = new("R120", "Data test failed");

    /// <summary>Another run holds the lease.</summary>
    public static DiagnosticCode LeaseHeld { get; } = new("R130", "Lease held");

    /// <summary>The lease was lost while running; nothing was published.</summary>
    public static DiagnosticCode LeaseLost { get; } = new("R131", "Lease lost");

    /// <summary>A run's process ended, or lost PostgreSQL, before it could record how the run ended; nothing was published.</summary>
    public static DiagnosticCode RunLost { get; } = new("R135", "Run lost");

    /// <summary>The publishing transaction could not get its locks in time; nothing was published.</summary>
    public static DiagnosticCode PublicationBlocked { get; } = new("R134", "Publication blocked");

    /// <summary>Connections that a dead run left behind could not be ended.</summary>
    public static DiagnosticCode LeftoverBackends { get; } = new("R132", "Leftover backends");

    /// <summary>The warehouse was upgraded by a newer release.</summary>
    public static DiagnosticCode NewerWarehouse { get; } = new("R133", "Newer warehouse");

    /// <summary>The database belongs to another project, whose tables a run would remove.</summary>
    public static DiagnosticCode OtherProject { get; } = new("R136", "Another project's database");

    /// <summary>The API's role has the name of a role that existed before.</summary>
    public static DiagnosticCode ForeignRole { get; } = new("R137", "Role not made by a refresh");

    /// <summary>A new project has the name of an existing one.</summary>
    public static DiagnosticCode ProjectNameTaken { get; } = new("C182", "Project name taken");

    /// <summary>A project is to be written into a folder that is not empty.</summary>
    public static DiagnosticCode FolderTaken { get; } = new("C180", "Folder not empty");

    /// <summary>There is nothing that a project could be drafted from.</summary>
    public static DiagnosticCode NothingToDraft { get; } = new("C181", "Nothing to draft from");

    /// <summary>A view for people could not be pointed at the published version; the next run tries again.</summary>
    public static DiagnosticCode ViewNotRepointed { get; } = new("R140", "View not repointed", DiagnosticSeverity.Warning);

    /// <summary>A view could not be granted to the roles that may read it; the next run tries again.</summary>
    public static DiagnosticCode GrantNotMade { get; } = new("R141", "Grant not made", DiagnosticSeverity.Warning);

    /// <summary>Database roles can read in views what policies hide from callers of the API.</summary>
    public static DiagnosticCode ViewShowsMore { get; } = new("R142", "Views show what policies hide", DiagnosticSeverity.Warning);

    /// <summary>Every code by its id.</summary>
    public static FrozenDictionary<string, DiagnosticCode> All { get; } = typeof(DiagnosticCode)
        .GetProperties()
        .Where(p => p.PropertyType == typeof(DiagnosticCode))
        .Select(p => (DiagnosticCode)p.GetValue(null)!)
        .ToFrozenDictionary(c => c.Id);

    /// <inheritdoc/>
    public override string ToString() => Id;
}
