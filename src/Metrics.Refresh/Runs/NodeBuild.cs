using System.Globalization;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Refreshing;
using Metrics.Refresh.Connectors;
using Metrics.Refresh.DataTests;
using Metrics.Refresh.Graph;
using Metrics.Refresh.Leases;
using Metrics.Refresh.Loading;
using Metrics.Refresh.Materializations;
using Metrics.Refresh.Projects;
using Metrics.Refresh.Sources;
using Metrics.Refresh.State;
using Npgsql;

namespace Metrics.Refresh.Runs;

/// <summary>The result of a build: a registered version, and the warnings about it.</summary>
internal sealed record NodeBuilt(BuiltVersion Version, long Bytes, IReadOnlyList<DataText> Warnings)
{
    /// <summary>True when its relation holds no other version's rows.</summary>
    public bool IsAlone { get; init; }

    /// <summary>Why it was built anew although it could have been carried on; null if it was not built anew.</summary>
    public LargeChange? Anew { get; init; }
}

/// <summary>Makes one new version of a node: its relation and its record in one transaction.</summary>
internal sealed class NodeBuild(
    Project project, LeaseGrant grant, BuildSessions sessions, VersionLog versions, BuildBases bases, TableLoader loader,
    TableTexts texts, TimeProvider clock)
{
    public async Task<NodeBuilt> TableAsync(Node node, SourceTable table, SourceLoad plan, BuiltVersion? current, CancellationToken ct)
    {
        var version = await versions.NextVersionAsync(node.Name, ct);
        var relation = RelationName.For(node.Name, version);
        var grows = table.Load == LoadMode.AppendNewFiles;
        var basis = plan.Appends ? current : null;
        var large = basis is null ? null : plan.LargeAgainst(basis, project.Settings.Refresh.Rebuild);
        // A copy is also made when the declaration changed, since it gets the indexes that are declared now.
        var copies = basis is not null && (plan.IsRedeclared || large is not null || await bases.HasLateReadersAsync(basis, ct));
        await using var connection = await sessions.OpenAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var work = new LoadWork
        {
            Table = table, Files = plan.Files, Again = plan.Again, Relation = relation, RejectsRelation = relation + "_rej",
            Version = grows ? version : null, AsTheyStand = plan.AsTheyStand,
        };
        if (basis is not null)
            work = await GrowingTable.PrepareAsync(connection, work, basis, copies, ct);
        var load = await loader.LoadAsync(work, connection, ct);
        plan.CheckUnmoved(table, load);
        if (basis is null)
            LostRows.Refuse(table, load, current);
        if (!grows)
            await StoredRelation.FinishTableAsync(connection, relation, node.Indexes, ct);
        else if (work.Relation == relation)
            await VersionedRelation.FinishAsync(connection, relation, node.Key.Count > 0 ? [node.Key, .. node.Indexes] : node.Indexes, ct);
        var (rejected, rows) = (plan.Known.Sum(f => f.Rejected) + load.Rejected, plan.Known.Sum(f => f.Rows) + load.Rows);
        var twice = plan.Known.Sum(f => f.Twice) + load.Twice;
        var absent = LoadedFile.AbsentIn(plan.CursorAfter(load));
        var built = new BuiltVersion
        {
            Model = node.Name, Pack = node.Pack, Layer = node.Layer, Materialization = node.Kind, Version = version,
            Relation = work.Relation,
            RejectsRelation = load.RejectsRelation, RowsAt = work.Version, Fingerprint = plan.FingerprintAfter(node, table, load),
            Definition = Fingerprint.DefinitionOf(node, table), Cursor = SourceLoad.WriteCursor(table, plan.CursorAfter(load)),
            Columns = load.Columns,
            Keys = KeysOf(node), Ancestors = [], AsOf = node is SourceNode ? load.ExtractedAt : null,
            Rows = (basis?.Rows ?? 0) + load.Added,
            Rejected = rejected + twice + absent.Count > 0
                ? [new RejectCount(node.Name, rejected, rows) { Twice = twice, Absent = absent.Count }]
                : [],
        };
        await RegisterAsync(connection, transaction, built, OriginOf(node, table), ct);
        if (work.Relation == relation)
            await StoredRelation.SettleAsync(connection, relation, ct);
        var warnings = LoadWarnings(node, plan, load, absent).Concat(NameWarnings(node, plan, texts));
        if (basis is null && LostRows.Warning(node, load, current) is { } lost)
            warnings = warnings.Append(lost);
        return new NodeBuilt(built, load.Content.Bytes, [.. warnings]) { Anew = large, IsAlone = work.Fresh };
    }

    public async Task<NodeBuilt> ModelAsync(
        ModelNode model, RunInputs inputs, string fingerprint, BuiltVersion? current, CancellationToken ct)
    {
        var version = await versions.NextVersionAsync(model.Name, ct);
        var relation = RelationName.For(model.Name, version);
        var names = model.StoredInputsIn(project.Nodes);
        var definition = Fingerprint.DefinitionOf(model, project.Nodes, project.Settings.Vars);
        var basis = model.Materialization.IsVersioned() ? await bases.FindAsync(model, current, definition, inputs, ct) : null;
        await using var connection = await sessions.OpenAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (basis is not null && await BackfillLog.TakeAsync(connection, model.Name, fingerprint, current?.Version ?? 0, ct) is { } filled)
            return await TakeOverAsync(filled);
        var made = basis is null
            ? await ModelBuilder.BuildAsync(connection, transaction, model, relation, Render(null), ct)
            : await ModelBuilder.BuildAsync(
                connection, transaction, model, new VersionedWork(Render, relation, basis, version, clock.GetUtcNow()), ct);
        return await KeepAsync(version, made, basis is null ? null : version);

        async Task<NodeBuilt> KeepAsync(long number, BuiltModel done, long? rowsAt)
        {
            CheckColumns(model, done.Columns);
            var built = new BuiltVersion
            {
                Model = model.Name, Pack = model.Pack, Layer = model.Layer, Materialization = model.Kind, Version = number,
                Relation = done.Relation,
                RowsAt = rowsAt, Fingerprint = fingerprint, Definition = definition, Columns = done.Columns, Keys = KeysOf(model),
                Ancestors = inputs.Ancestors(names), AsOf = inputs.AsOf(names), Rows = done.Rows, Rejected = inputs.Rejected(names),
            };
            var origin = new VersionOrigin(names.Select(n => new Ancestor(n, inputs.Of(n).Version)).ToEquatableList());
            await RegisterAsync(connection, transaction, built, origin, ct);
            if (done.Relation != current?.Relation && model.Materialization != Materialization.View)
                await StoredRelation.SettleAsync(connection, done.Relation, ct);
            return new NodeBuilt(built, done.Bytes, []) { Anew = done.Anew, IsAlone = done.IsAlone };
        }

        // A finished backfill of the same definition and inputs becomes the new version.
        async Task<NodeBuilt> TakeOverAsync(BackfillState filled) => await KeepAsync(
            filled.Version,
            new BuiltModel(filled.Relation, filled.Columns, filled.Written, await ModelBuilder.SizeAsync(connection, filled.Relation, ct)),
            filled.Version);

        string Render(string? changed) => ModelSql.Render(
            model, project.Nodes, project.Settings.Vars,
            name => changed is not null && name == model.Increment!.From ? changed : RowsAt.Of(inputs.Of(name)));
    }

    private static VersionOrigin OriginOf(Node node, SourceTable table) =>
        new([], node is SourceNode ? $"{table.Source}.{table.Name}" : null, table.Format.ToString().ToLowerInvariant());

    private async Task RegisterAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, BuiltVersion built, VersionOrigin origin, CancellationToken ct)
    {
        if (!(await versions.RegisterAsync(connection, grant.Term, built, ct)).Succeeded(out _))
            throw new LeaseLostException(grant.LostDiagnostic);
        await OriginLog.WriteAsync(connection, built, origin, ct);
        await transaction.CommitAsync(ct);
    }

    private static EquatableList<EquatableList<string>> KeysOf(Node node) => node.RowKey.Count > 0 ? [node.RowKey] : [];

    /// <summary>Warns of files that were recognised by their bytes under other names.</summary>
    public static IReadOnlyList<DataText> NameWarnings(Node node, SourceLoad plan, TableTexts texts) => plan.Renamed.Count == 0 ? [] :
    [
        texts.About(
            $"{plan.Renamed.Count} files of {node.Name} have the bytes of files that were read and are gone; they are treated as the same",
            $"files of {node.Name} have the bytes of files that were read and are gone, and are treated as the same: "
                + string.Join(", ", plan.Renamed.Take(3).Select(r => $"'{r.To}' for '{r.From}'")) + (plan.Renamed.Count > 3 ? ", …" : ""),
            node.Name),
    ];

    private List<DataText> LoadWarnings(Node node, SourceLoad plan, LoadResult load, IReadOnlyList<string> absent)
    {
        var warnings = new List<DataText>();
        if (load.Rejected > 0)
        {
            var counted = $"{load.Rejected:N0} of {load.Rows:N0} rows of {node.Name} were rejected; see bronze.{node.Name}__rejected";
            var advice = load.Advice.Length > 0 ? $"; {load.Advice}" : "";
            warnings.Add(load.FirstRejects.Length > 0
                ? texts.About(counted, $"{counted}: {load.FirstRejects}{advice}", node.Name)
                : DataText.Open(counted));
        }

        if (load.Twice > 0)
            warnings.Add(DataText.Open($"{load.Twice:N0} rows of {node.Name} {LoadResult.TwiceWords}"));
        if (load.Continued.Count > 0)
        {
            warnings.Add(texts.About(
                $"{load.Continued.Count} rows of {node.Name} continued after they had been read, and were read again",
                $"{node.Name}: {string.Join("; ", load.Continued)}", node.Name));
        }

        if (load.SurplusColumns.Count > 0)
        {
            var inner = node is SourceNode { Table.Format: not SourceFormat.Csv }
                ? load.SurplusColumns.FirstOrDefault(c => c.Contains('.', StringComparison.Ordinal)) : null;
            warnings.Add(texts.About(
                $"{node.Name} has {load.SurplusColumns.Count} columns that are not declared",
                $"{node.Name} has columns that are not declared: {string.Join(", ", load.SurplusColumns)}"
                    + (inner is null ? "" : $"; a column with 'header: {inner}' reads that part of an object"), node.Name));
        }

        if (load.Files.Count == 0 && !plan.Appends)
            warnings.Add(DataText.Open($"there is no file of {node.Name} yet"));
        if (absent.Count > 0)
            warnings.Add(texts.About(
                $"no record of {node.Name} has {absent.Count} of its columns",
                $"no record of {node.Name} has {string.Join(", ", absent)}", node.Name));
        return warnings;
    }

    // Columns that a model's header names must exist in its result, or a key would go untested.
    private static void CheckColumns(ModelNode model, EquatableList<TableColumn> columns)
    {
        var known = columns.Select(c => c.Name).ToList();
        var matched = model.Increment switch
        {
            Increment.Matched m => m.Columns.Select(c => (c.Column, m.Location)),
            Increment.Windowed w => [(w.Column, w.Location)],
            _ => [],
        };
        var named = model.Key.Concat(model.Secret).Concat(model.Grants ?? []).Select(k => (k, model.Location));
        foreach (var (word, where) in named.Concat(matched).Concat(model.Tests.SelectMany(t => t.Columns.Select(c => (c, t.Location)))))
        {
            if (!known.Contains(word))
                throw new ModelBuildException(new Diagnostic(
                    DiagnosticCode.UnknownName, $"'{model.Name}' has no column '{word}'", where, Candidates: NearestNames.To(word, known)));
        }
    }
}

/// <summary>
/// Compares a load that replaces a table's rows with the published version: a file that arrived empty or broke off at the end of a row
/// cannot be told from a whole one by its bytes.
/// </summary>
internal static class LostRows
{
    /// <summary>Refuses a load without a row where the published version has some.</summary>
    /// <exception cref="SourceException">No row is left, and nothing says that this may be.</exception>
    public static void Refuse(SourceTable table, LoadResult load, BuiltVersion? before)
    {
        var mayBeEmpty = table.AllowEmpty || (load.Rejected > 0 && table.MaxRejected.MayLeaveNone);
        if (load.Added > 0 || mayBeEmpty || before is not { Rows: > 0 and var rows })
            return;
        throw new SourceException(new Diagnostic(
            DiagnosticCode.SourceEmptied,
            string.Create(
                CultureInfo.InvariantCulture, $"table '{table.Model}': no row is left, and the published version has {rows:N0}"),
            table.Location,
            "was its file emptied, or is it still being written? Where a table may lose all its rows, it says 'allow_empty: true'"));
    }

    /// <summary>
    /// The warning that less than half of the rows are left; null when more are, or when a test of the table judges that.
    /// </summary>
    public static DataText? Warning(Node node, LoadResult load, BuiltVersion? before)
    {
        if (before is not { Rows: > 0 and var rows } || load.Added * 2 >= rows)
            return null;
        if (node.Tests.Any(t => t is RowCountTest { MaxDrop: not null }))
            return null;
        return DataText.Open(string.Create(
            CultureInfo.InvariantCulture,
            $"{node.Name} has {load.Added:N0} rows, and had {rows:N0} before; 'tests: [{{row_count: {{max_drop: 50%}}}}]' of the table "
                + $"makes this a failure"));
    }
}
