using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Semantic.Catalogs.Written;
using Metrics.Semantic.Expressions;
using Metrics.Semantic.Kinds;

namespace Metrics.Semantic.Catalogs.Definitions;

/// <summary>Makes metrics from what is written. Where a file uses a measure as input, it uses a metric over that measure.</summary>
internal sealed class MetricDefinition(DefinitionSet set, MetricAggregations aggregations)
{
    private readonly InputMetrics _inputs = new(set);
    private readonly GrainWords _grains = new(set.Written);

    public void Define(WrittenMetric written)
    {
        var problems = new List<Diagnostic>();
        var key = DefinitionKey.OfMetric(written.Name);
        var metric = Of(written, key, problems) with
        {
            Label = written.Label?.Text,
            Description = written.Description,
            Owner = written.Facts.Owner,
            Unit = written.Facts.Unit,
            Format = written.Facts.Format,
            Deprecated = written.Facts.Deprecated,
            Synonyms = written.Facts.Synonyms,
            TimeGranularity = _grains.Name(written.TimeGranularity),
            IsPrivate = written.IsPrivate,
            Meta = written.Meta,
        };
        var filters = AuthorFilters.Of(written.Filters, $"metric '{written.Name}': filter", key, set.Uses, problems);
        set.Metrics.Add(metric with { Filters = metric.Filters.Concat(filters).Distinct().ToEquatableList() });
        set.Report(key, problems.Where(p => p.Code != DiagnosticCode.AuthoredFormula));
        set.Report(breaks: null, problems.Where(p => p.Code == DiagnosticCode.AuthoredFormula));
    }

    private Metric Of(WrittenMetric written, DefinitionKey key, List<Diagnostic> problems) => written.Kind switch
    {
        WrittenKind.Simple => Simple(written, key, problems),
        WrittenKind.Ratio => new RatioMetric
        {
            Name = written.Name,
            Pack = written.Pack,
            Location = written.Location,
            Numerator = Input(written.Numerator, "numerator", written, key, problems),
            Denominator = Input(written.Denominator, "denominator", written, key, problems),
        },
        WrittenKind.Derived => Derived(written, key, problems),
        WrittenKind.Cumulative => Cumulative(written, key, problems),
        WrittenKind.Conversion => Conversion(written, key, problems),
        // Placeholder that keeps the name known while rules run. It never reaches a catalog, because an error was reported for it.
        _ => new SimpleMetric { Name = written.Name, Pack = written.Pack, Location = written.Location, Measure = "" },
    };

    private SimpleMetric Simple(WrittenMetric written, DefinitionKey key, List<Diagnostic> problems)
    {
        var input = written.Measure;
        var own = aggregations.Find(written);
        if (own is null && written.Aggregation is { } aggregation)
        {
            problems.Add(new Diagnostic(
                DiagnosticCode.UnknownName, $"{key}: there is no semantic model '{aggregation.SemanticModel}'",
                aggregation.SemanticModel.At,
                Candidates: NearestNames.To(aggregation.SemanticModel.Text, set.Written.Models.Select(m => m.Name))));
        }
        else if (own is null && input is null)
            Missing(written, "measure", problems);

        if ((own?.Measure ?? input?.Name.Text) is { } measure)
            set.Uses.Add(new Use(key, UseOf.Measure, measure, input?.Name.At ?? written.Location));
        return new SimpleMetric
        {
            Name = written.Name,
            Pack = written.Pack,
            Location = written.Location,
            Measure = own?.Measure ?? input?.Name.Text ?? "",
            FillNullsWith = written.FillNullsWith ?? input?.FillNullsWith,
            JoinToTimeSpine = written.JoinToTimeSpine || (input?.JoinToTimeSpine ?? false),
            Filters = input is null ? [] : AuthorFilters.Of(input.Filters, $"{written.Params}: measure: filter", key, set.Uses, problems),
        };
    }

    private DerivedMetric Derived(WrittenMetric written, DefinitionKey key, List<Diagnostic> problems)
    {
        var inputs = written.Inputs.Select(i => Input(i, "metrics", written, key, problems)).ToEquatableList();
        if (written.Expr is null)
            Missing(written, "expr", problems);
        return new DerivedMetric
        {
            Name = written.Name,
            Pack = written.Pack,
            Location = written.Location,
            Expr = written.Expr?.Text ?? "",
            Formula = written.Expr is { } expr
                ? Formulas.Read(expr, written.Params.Text, inputs.Select(i => i.Name).ToList(), problems) : null,
            Inputs = inputs,
        };
    }

    private CumulativeMetric Cumulative(WrittenMetric written, DefinitionKey key, List<Diagnostic> problems) => new()
    {
        Name = written.Name,
        Pack = written.Pack,
        Location = written.Location,
        Input = Input(written.Cumulative?.Metric ?? _inputs.Of(written.Measure, written), "measure", written, key, problems),
        Window = _grains.Window(written.Cumulative?.Window ?? written.Window),
        GrainToDate = _grains.Name(written.Cumulative?.GrainToDate ?? written.GrainToDate),
        PeriodAggregation = written.Cumulative?.PeriodAggregation ?? PeriodAggregation.First,
    };

    private ConversionMetric Conversion(WrittenMetric written, DefinitionKey key, List<Diagnostic> problems)
    {
        if (written.Conversion is null)
            Missing(written, "conversion_type_params", problems);
        var conversion = written.Conversion;
        return new ConversionMetric
        {
            Name = written.Name,
            Pack = written.Pack,
            Location = written.Location,
            Base = conversion is null ? Nothing
                : Input(conversion.BaseMetric ?? _inputs.Of(conversion.BaseMeasure, written), "base_measure", written, key, problems),
            Conversion = conversion is null
                ? Nothing
                : Input(conversion.ConversionMetric
                    ?? _inputs.Of(conversion.ConversionMeasure, written), "conversion_measure", written, key, problems),
            Entity = conversion?.Entity.Text ?? "",
            IsCount = conversion?.IsCount ?? false,
            Window = _grains.Window(conversion?.Window),
            ConstantProperties = conversion?.ConstantProperties.Select(p => new ConstantProperty(p.Base.Text, p.Conversion.Text))
                .ToEquatableList() ?? [],
        };
    }

    private static MetricInput Nothing { get; } = new("", null, []);

    private MetricInput Input(WrittenInput? written, string what, WrittenMetric of, DefinitionKey key, List<Diagnostic> problems)
    {
        if (written is null)
        {
            Missing(of, what, problems);
            return Nothing;
        }

        set.Uses.Add(new Use(key, UseOf.Metric, written.Name.Text, written.Name.At));
        return new MetricInput(
            written.Name.Text, written.Alias?.Text,
            AuthorFilters.Of(written.Filters, $"{of.Params}: {what}: filter", key, set.Uses, problems))
        {
            OffsetWindow = _grains.Window(written.OffsetWindow),
            OffsetToGrain = _grains.Name(written.OffsetToGrain),
        };
    }

    // A metric that could not be read at all has been reported already.
    private void Missing(WrittenMetric metric, string what, List<Diagnostic> problems)
    {
        if (set.Findings.Exists(f => f.Breaks == DefinitionKey.OfMetric(metric.Name)))
            return;
        problems.Add(new Diagnostic(DiagnosticCode.MissingKey, $"{metric.Params}: '{what}' is missing", metric.Params.At));
    }
}

/// <summary>Reads derived metrics' formulas. A formula that this project's grammar cannot read is kept as the author's SQL.</summary>
internal static class Formulas
{
    public static Formula? Read(Word expr, string what, IReadOnlyList<string> inputs, ICollection<Diagnostic> problems)
    {
        var read = FormulaParser.Parse(expr.Text, expr.At);
        if (!read.Succeeded(out var formula))
        {
            var why = read.Diagnostics.Select(d => d.Message).FirstOrDefault();
            problems.Add(new Diagnostic(
                DiagnosticCode.AuthoredFormula, $"{what}: expr is used as SQL unchanged: {why}", expr.At,
                "integer division then truncates, and division by zero fails"));
            return null;
        }

        foreach (var unknown in formula.Names.Distinct().Where(n => !inputs.Contains(n)))
        {
            problems.Add(new Diagnostic(
                DiagnosticCode.UnknownName, $"{what}: '{unknown}' in expr is not among its metrics", expr.At,
                Candidates: NearestNames.To(unknown, inputs)));
        }

        return formula;
    }
}
