using Metrics.Semantic.Catalogs.Binding;
using Npgsql;

namespace Metrics.Semantic.Catalogs.Externals;

/// <summary>What a table's rows say of an entity that its author calls primary or unique.</summary>
internal enum KeyState
{
    /// <summary>One row each.</summary>
    Unique,

    /// <summary>One row each in every partition.</summary>
    PerPartition,

    /// <summary>Several rows for one.</summary>
    Repeats,
}

/// <summary>Asks tables that no refresh tested whether their keys are keys.</summary>
internal static class KeyChecks
{
    /// <summary>By model and entity; what cannot be asked (a wrong expression) is left out, since it is reported elsewhere.</summary>
    public static async Task<Dictionary<(string Model, string Entity), KeyState>> RunAsync(
        NpgsqlConnection connection, IEnumerable<SemanticModel> models, IReadOnlyDictionary<string, BindableTable> external, CancellationToken ct)
    {
        var states = new Dictionary<(string, string), KeyState>();
        foreach (var model in models.Where(m => external.ContainsKey(m.Table)))
        {
            var partitions = model.Dimensions.Where(d => d.IsPartition).Select(d => d.Expr).ToList();
            foreach (var entity in model.Entities.Where(e => e.Kind is EntityKind.Primary or EntityKind.Unique))
            {
                var table = external[model.Table];
                if (await RepeatsAsync(connection, table, [entity.Expr], ct) is not { } repeats)
                    continue;
                var state = !repeats ? KeyState.Unique
                    : partitions.Count > 0 && await RepeatsAsync(connection, table, [entity.Expr, .. partitions], ct) is false ? KeyState.PerPartition
                    : KeyState.Repeats;
                states[(model.Name, entity.Name)] = state;
            }
        }

        return states;
    }

    private static async Task<bool?> RepeatsAsync(NpgsqlConnection connection, BindableTable table, IReadOnlyList<string> expressions, CancellationToken ct)
    {
        var columns = string.Join(", ", expressions.Select((e, i) => $"({e}\n) as k{i}"));
        var keys = string.Join(", ", expressions.Select((_, i) => $"k{i}"));
        var sql = $"select exists (select from (select {columns} from {table.Place} as {Identifier.Quote(table.Model)}) as t where k0 is not null group by {keys} having count(*) > 1)";
        try
        {
            await using var command = new NpgsqlCommand(sql, connection);
            return (bool)(await command.ExecuteScalarAsync(ct))!;
        }
        catch (PostgresException e) when (e.SqlState[..2] is "42" or "22" or "0A" or "54")
        {
            return null;
        }
    }
}
