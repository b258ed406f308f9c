using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Metrics.Domain;
using Metrics.Domain.Access;
using Metrics.Domain.Diagnostics;
using Metrics.Engines.Postgres;
using Metrics.Refresh.Access;
using Metrics.Refresh.Catalogs;
using Metrics.Refresh.Projects;
using Metrics.Refresh.State;
using Metrics.Semantic.Binding;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Policies;

namespace Metrics.Refresh.Commands;

/// <summary><c>policies explain</c>: what a principal would see of the published tables under the project's current files.</summary>
internal static class PoliciesCommand
{
    private static readonly JsonSerializerOptions Written = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public static Command Create(Func<ParseResult, CommandContext> context)
    {
        var key = new Option<string?>("--as") { Description = "key: with the name or id of an active key, such as key:sales" };
        var roles = new Option<string[]>("--role") { Description = "Instead of a key: a role; may be repeated" };
        var attributes = new Option<string[]>("--attribute") { Description = "Instead of a key: countries=ES,FR; may be repeated" };
        var model = new Option<string?>("--model") { Description = "Only this semantic model" };
        var format = new Option<string>("--format") { Description = "text or json", DefaultValueFactory = _ => "text" };
        format.AcceptOnlyFromAmong("text", "json");
        var explain = new Command("explain", "Show what a key, or a caller with some roles and attributes, sees of each semantic model")
        {
            key, roles, attributes, model, format,
        };
        explain.SetAction((parsed, ct) => ExplainAsync(
            context(parsed),
            new Asked(
                parsed.GetValue(key), parsed.GetValue(roles) ?? [], parsed.GetValue(attributes) ?? [], parsed.GetValue(model),
                parsed.GetValue(format) == "json"),
            ct));
        return new Command("policies", "Show what policies let a caller see") { explain };
    }

    private static async Task<int> ExplainAsync(CommandContext context, Asked asked, CancellationToken ct)
    {
        if (context.LoadProject() is not { } project)
            return CommandContext.Usage;
        var (opened, code) = await context.OpenWarehouseAsync(project.Claim with { ByName = true }, ct);
        await using var warehouse = opened;
        if (warehouse is null)
            return code;
        var keys = (await new KeyRing(warehouse.Data, context.Clock).ListAsync(ct))
            .Where(k => k.Status(context.Clock.GetUtcNow()) == "active");
        var standing = PrincipalText.Imagine(asked.Key, asked.Roles, asked.Attributes, keys.Select(k => k.Principal));
        context.Report(standing.Diagnostics);
        if (!standing.Succeeded(out var principal))
            return CommandContext.Usage;
        var catalog = await BindAsync(project, warehouse, ct);
        var seen = PolicyExplanation.Of(catalog, principal);
        if (asked.Model is { } only)
        {
            if (seen.Models.All(m => m.Model != only))
            {
                context.Report([new Diagnostic(
                    DiagnosticCode.UnknownName, $"there is no semantic model '{only}' that can be queried",
                    Candidates: NearestNames.To(only, seen.Models.Select(m => m.Model)))]);
                return CommandContext.Usage;
            }

            seen = seen with { Models = seen.Models.Where(m => m.Model == only).ToEquatableList() };
        }

        var guarded = GuardedTables.Of(project, project.WholeCatalog);
        await using var connection = await warehouse.Data.OpenConnectionAsync(ct);
        var views = OpenViews.Of(project, guarded, (await RoleNames.OfAsync(connection, ct)).Readers).ToEquatableList();
        await context.Output.WriteAsync(asked.IsJson ? Json(principal, seen, views) : new PolicyText(principal, seen, views).ToString());
        return 0;
    }

    private static async Task<Catalog> BindAsync(Project project, Warehouse warehouse, CancellationToken ct)
    {
        var published = await new VersionLog(warehouse.Data, warehouse.Clock).CurrentAsync(ct);
        var tables = published.Values.Where(v => v.Exists).Select(v => v.Built)
            .Select(v => new BindableTable(v.Model, v.Relation, v.Columns, v.Keys) { RowsAt = v.RowsAt });
        var store = new PostgresStore(warehouse.Data);
        return (await CatalogBinding.DescribeAsync(project.Draft(project.WholeCatalog), tables, store, ct)).Catalog;
    }

    private static string Json(Principal principal, PolicyExplanation seen, EquatableList<Diagnostic> views) => JsonSerializer.Serialize(
        new
        {
            Key = principal.IsImagined ? null : principal.Id,
            principal.Roles,
            Attributes = principal.Attributes.ToDictionary(a => a.Name, a => a.Values),
            seen.Models,
            seen.HiddenMetrics,
            seen.HiddenSavedQueries,
            seen.ClosedTables,
            Problems = seen.Problems.Select(p => p.ToString()),
            Warnings = views.Select(v => v.ToString()),
        },
        Written) + Environment.NewLine;

    private sealed record Asked(string? Key, string[] Roles, string[] Attributes, string? Model, bool IsJson);
}
