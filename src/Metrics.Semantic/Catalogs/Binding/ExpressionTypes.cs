using Metrics.Semantic.Engines.Postgres;
using System.Data;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Definitions;
using Npgsql;

namespace Metrics.Semantic.Catalogs.Binding;

/// <summary>Asks PostgreSQL for the types of a model's expressions; it prepares a statement and runs nothing.</summary>
internal sealed class ExpressionTypes(NpgsqlConnection connection)
{
    /// <summary>The types in the members' order, null where an expression is wrong, which is reported at its place.</summary>
    public async Task<IReadOnlyList<string?>> DescribeAsync(BindableTable table, IReadOnlyList<Member> members, ICollection<Finding> findings, CancellationToken ct)
    {
        if (members.Count == 0)
            return [];
        var (types, problem) = await TryAsync(table, members, ct);
        if (problem is null)
            return types;
        if (members.Count == 1)
        {
            findings.Add(new Finding(members[0].Key, Problem(members[0], problem)));
            return [null];
        }

        var each = new List<string?>(members.Count);
        foreach (var member in members)
            each.AddRange(await DescribeAsync(table, [member], findings, ct));
        return each;
    }

    private async Task<(string[] Types, string? Problem)> TryAsync(BindableTable table, IReadOnlyList<Member> members, CancellationToken ct)
    {
        try
        {
            await using var command = new NpgsqlCommand(Sql(table, members), connection);
            await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SchemaOnly, ct);
            // Parentheses that do not match can make two columns of one expression.
            return reader.FieldCount == members.Count
                ? (Enumerable.Range(0, reader.FieldCount).Select(i => PostgresTypes.AsPrinted(reader.GetDataTypeName(i))).ToArray(), null)
                : ([], "this is not one expression");
        }
        // Syntax and names, values, features: the author's to mend. Whatever else went wrong is no verdict on the expression.
        catch (PostgresException e) when (e.SqlState[..2] is "42" or "22" or "0A" or "54")
        {
            return ([], e.MessageText);
        }
    }

    // In a where as well, since PostgreSQL refuses there what is no expression over one row: aggregates, windows, sets.
    private static string Sql(BindableTable table, IReadOnlyList<Member> members) =>
        $"""
        select {string.Join(", ", members.Select((m, i) => $"({m.Expr}\n) as c{i}"))}
        from (select {string.Join(", ", table.Columns.Select(c => Identifier.Quote(c.Name)))} from {table.Place}) as {Identifier.Quote(table.Model)}
        where {string.Join(" and ", members.Select(m => $"({m.Expr}\n) is not null"))}
        """;

    private static Diagnostic Problem(Member member, string message) =>
        new(DiagnosticCode.Unbound, $"{member.Key}: PostgreSQL refuses '{member.Expr}': {message}", member.Location);
}
