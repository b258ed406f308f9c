using Mapster;
using Mapster.Models;
using Metrics.Api.Catalogs;
using Metrics.Api.DataTests;
using Metrics.Api.Runs;
using Metrics.Domain;
using Metrics.Domain.Refreshing;
using Metrics.Domain.Results;
using Metrics.Domain.Time;
using Metrics.Semantic.Answers;
using Metrics.Semantic.Kinds;
using Metrics.Semantic.Publications;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Api.Copying;

/// <summary>Records of answers that repeat what another record knows: member by member, by name.</summary>
/// <remarks>
/// What is computed, or depends on who asks, is left empty here and set beside the copy; a member that is neither copied nor named so ends
/// the start. Words out of data are copied as everybody may read them, whatever was forgotten.
/// </remarks>
internal static class RecordCopies
{
    private static readonly TypeAdapterConfig _rules = Rules();

    /// <summary>Compiles all of them.</summary>
    /// <exception cref="InvalidOperationException">A member of an answer comes from nowhere, or would be the print of something.</exception>
    public static void Check() => Check(_rules);

    internal static void Check(TypeAdapterConfig rules)
    {
        try
        {
            rules.Compile();
        }
        catch (CompileException e)
        {
            throw new InvalidOperationException(e.InnerException?.Message ?? e.Message, e);
        }

        // What has no rule of its own would become a text by its ToString.
        var printed = from pair in rules.RuleMap
                      from member in pair.Key.Destination.GetProperties()
                      where member.PropertyType == typeof(string) && pair.Value.Settings.Ignore.ContainsKey(member.Name) is false
                      let source = pair.Key.Source.GetProperty(member.Name)?.PropertyType
                      let type = source is null ? null : Nullable.GetUnderlyingType(source) ?? source
                      where type is not null && type != typeof(string) && !rules.RuleMap.ContainsKey(new TypeTuple(type, typeof(string)))
                      select $"{pair.Key.Destination.Name}.{member.Name} would be the print of {type.Name}";
        if (printed.FirstOrDefault() is { } problem)
            throw new InvalidOperationException(problem);
    }

    /// <summary>How one is made of the other.</summary>
    public static Func<TFrom, TTo> Function<TFrom, TTo>() => _rules.GetMapFunction<TFrom, TTo>();

    private static TypeAdapterConfig Rules()
    {
        var rules = new TypeAdapterConfig { RequireDestinationMemberSource = true, RequireExplicitMapping = true };
        rules.NewConfig<ColumnRole, string>().MapWith(role => role.Word());
        rules.NewConfig<ValueType, string>().MapWith(type => type.Word());
        rules.NewConfig<Grain, string>().MapWith(grain => grain.Word());
        rules.NewConfig<Layer, string>().MapWith(layer => layer.Word());
        rules.NewConfig<RunStatus, string>().MapWith(status => status.Word());
        rules.NewConfig<DataText, string>().MapWith(text => text.Public);
        rules.NewConfig<EquatableList<string>, IReadOnlyList<string>>().MapWith(list => list.ToArray());

        rules.NewConfig<DimensionEntry, DimensionItem>();
        rules.NewConfig<Metric, MetricItem>().Ignore(m => m.Inputs, m => m.TimeGrain!, m => m.Freshness);
        rules.NewConfig<RunRecord, RunSummary>().Ignore(r => r.DurationSeconds!, r => r.Error!, r => r.Warnings);
        rules.NewConfig<ModelRunRecord, RunModel>().Ignore(m => m.DurationSeconds!, m => m.Error!);
        rules.NewConfig<TestRecord, RunTest>().Ignore(t => t.Model, t => t.Test, t => t.Detail!);
        rules.NewConfig<TestRecord, TestItem>().Ignore(t => t.Model, t => t.Test, t => t.Detail!);
        return rules;
    }
}
