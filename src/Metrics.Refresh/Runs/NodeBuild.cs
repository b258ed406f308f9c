using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Refreshing;
using Metrics.Refresh.Connectors;
using Metrics.Refresh.Graph;
using Metrics.Refresh.Leases;
using Metrics.Refresh.Loading;
using Metrics.Refresh.Materializations;
using Metrics.Refresh.Models;
using Metrics.Refresh.Projects;
using Metrics.Refresh.Sources;
using Metrics.Refresh.State;
using Npgsql;

namespace Metrics.Refresh.Runs;

/// <summary>What a build left: a registered version, and what to say about it.</summary>
internal sealed record NodeBuilt(BuiltVersion Version, long Bytes, IReadOnlyList<string> Warnings);

/// <summary>Makes one new version of a node: its relation and its record in one transaction.</summary>
internal sealed class NodeBuild(Project project, LeaseGrant grant, VersionLog versions, TableLoader loader)
{
    public async Task<NodeBuilt> TableAsync(Node node, SourceTable table, CancellationToken ct)
    {
        var version = await versions.NextVersionAsync(node.Name, ct);
        var relation = RelationName.For(node.Name, version);
        await using var connection = await grant.Data.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var load = await loader.LoadAsync(table, relation, connection, ct);
        await StoredRelation.FinishTableAsync(connection, relation, node.Indexes, ct);
        var built = new BuiltVersion
        {
            Model = node.Name, Pack = node.Pack, Layer = node.Layer, Materialization = node.Kind, Version = version, Relation = relation,
            RejectsRelation = load.RejectsRelation, Fingerprint = Fingerprint.OfTable(node, table, load.Content.Sha256), Columns = load.Columns,
            Keys = KeysOf(node), Ancestors = [], AsOf = node is SourceNode ? load.ExtractedAt : null, Rows = load.Loaded,
            Rejected = load.Rejected > 0 ? [new RejectCount(node.Name, load.Rejected, load.Rows)] : [],
        };
        await RegisterAsync(connection, transaction, built, ct);
        return new NodeBuilt(built, load.Content.Bytes, LoadWarnings(node, load));
    }

    public async Task<NodeBuilt> ModelAsync(ModelNode model, RunInputs inputs, string fingerprint, CancellationToken ct)
    {
        var version = await versions.NextVersionAsync(model.Name, ct);
        var relation = RelationName.For(model.Name, version);
        var names = model.StoredInputsIn(project.Nodes);
        var sql = ModelSql.Render(model, project.Nodes, project.Settings.Vars, inputs.Of);
        await using var connection = await grant.Data.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var made = await ModelBuilder.BuildAsync(connection, transaction, model, relation, sql, ct);
        CheckColumns(model, made.Columns);
        var built = new BuiltVersion
        {
            Model = model.Name, Pack = model.Pack, Layer = model.Layer, Materialization = model.Kind, Version = version, Relation = relation,
            Fingerprint = fingerprint, Columns = made.Columns, Keys = KeysOf(model), Ancestors = inputs.Ancestors(names), AsOf = inputs.AsOf(names),
            Rows = made.Rows, Rejected = inputs.Rejected(names),
        };
        await RegisterAsync(connection, transaction, built, ct);
        return new NodeBuilt(built, made.Bytes, []);
    }

    private async Task RegisterAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, BuiltVersion built, CancellationToken ct)
    {
        if (!(await versions.RegisterAsync(connection, grant, built, ct)).Succeeded(out _))
            throw new LeaseLostException(grant.LostDiagnostic);
        await transaction.CommitAsync(ct);
    }

    private static EquatableList<EquatableList<string>> KeysOf(Node node) => node.Key.Count > 0 ? [node.Key] : [];

    private static List<string> LoadWarnings(Node node, LoadResult load)
    {
        var warnings = new List<string>();
        if (load.Rejected > 0)
            warnings.Add($"{load.Rejected:N0} of {load.Rows:N0} rows of {node.Name} were rejected; see bronze.{node.Name}__rejected");
        if (load.SurplusColumns.Count > 0)
            warnings.Add($"{node.Name} has columns that nothing declares: {string.Join(", ", load.SurplusColumns)}");
        return warnings;
    }

    // What a header names must exist in what its query yields, or a key would go untested.
    private static void CheckColumns(ModelNode model, EquatableList<TableColumn> columns)
    {
        var known = columns.Select(c => c.Name).ToList();
        foreach (var (word, where) in model.Key.Select(k => (k, model.Location)).Concat(model.Tests.SelectMany(t => t.Columns.Select(c => (c, t.Location)))))
        {
            if (!known.Contains(word))
                throw new ModelBuildException(new Diagnostic(DiagnosticCode.UnknownName, $"'{model.Name}' has no column '{word}'", where, Candidates: NearestNames.To(word, known)));
        }
    }
}
