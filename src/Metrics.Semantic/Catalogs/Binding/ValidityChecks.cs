using System.Globalization;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Refreshing;
using Npgsql;

namespace Metrics.Semantic.Catalogs.Binding;

/// <summary>Asks tables whose rows hold for a while whether two rows of one thing ever hold at once: a fact of such a time would find both and be counted twice.</summary>
internal sealed class ValidityChecks(NpgsqlConnection connection)
{
    /// <summary>Natural entities with overlapping rows, by model and name; what cannot be asked is reported elsewhere.</summary>
    public async Task<IReadOnlyList<(string Model, string Entity)>> OverlapsAsync(
        IEnumerable<SemanticModel> models, IReadOnlyDictionary<string, BindableTable> tables, CancellationToken ct)
    {
        var overlaps = new List<(string, string)>();
        foreach (var model in models.OrderBy(m => m.Name, StringComparer.Ordinal))
        {
            if (model.Validity is not var (start, end))
                continue;
            foreach (var entity in model.Entities.Where(e => e.Kind == EntityKind.Natural))
            {
                if (await OverlapsAsync(tables[model.Table], entity.Expr, start.Expr, end.Expr, ct))
                    overlaps.Add((model.Name, entity.Name));
            }
        }

        return overlaps;
    }

    /// <summary>What is wrong with an entity, at its place.</summary>
    public static Diagnostic Problem(SemanticModel model, Entity entity) => new(
        DiagnosticCode.OverlappingValidity,
        $"entity '{entity.Name}' of semantic model '{model.Name}' is natural, but '{model.Table}' has rows of one {entity.Name} that hold at the same time",
        entity.Location,
        $"mend the table so that each row ends where the next begins ('{model.Validity?.End.Name}' is exclusive); until then nothing is joined to it");

    // In the order of their beginnings, an overlap anywhere is one between neighbours. A row that ends before it begins holds never, one without a beginning neither.
    private async Task<bool> OverlapsAsync(BindableTable table, string key, string start, string end, CancellationToken ct)
    {
        var version = table.RowsAt?.ToString(CultureInfo.InvariantCulture);
        var seen = version is null ? "" : $"where _v_from <= {version} and (_v_to is null or _v_to > {version})";
        var sql =
            $"""
            select exists (
              select from (
                select until, lead(since) over (partition by thing order by since, until) as following
                from (select ({key}
            ) as thing, ({start}
            ) as since, ({end}
            ) as until from (select * from {table.Place} {seen}) as {Identifier.Quote(table.Model)}) as held
                where thing is not null and since is not null and (until is null or until > since)) as ordered
              where following is not null and (until is null or following < until))
            """;
        try
        {
            await using var command = new NpgsqlCommand(sql, connection);
            return (bool)(await command.ExecuteScalarAsync(ct))!;
        }
        catch (PostgresException e) when (e.SqlState[..2] is "42" or "22" or "0A" or "54")
        {
            return false;
        }
    }
}
