using Metrics.Domain.Querying;

namespace Metrics.Semantic.Expressions;

/// <summary>One of dbt's calls, such as <c>TimeDimension('metric_time', 'month')</c>, as the plain name that it means.</summary>
internal sealed record TemplateCall(Operand.Name Name, bool Descending)
{
    /// <summary>The call for the value of a parameter, in conditions of a saved query that are written in this project's grammar.</summary>
    public const string Parameter = "Parameter";

    private const string WhereParametersStand =
        "dbt has no parameters; write a saved query's conditions with them in config.meta.metrics: where";
    private static readonly string[] _functions = ["Dimension", "TimeDimension", "Entity", "Metric"];

    /// <summary>Reads <c>Dimension('…')</c>; the calling code reads the braces, if there are any.</summary>
    public static TemplateCall? Read(TokenReader reader)
    {
        var function = reader.Current;
        if (Kind(function) is not { } kind)
        {
            reader.FailAt(
                function, $"expected one of {string.Join(", ", _functions)}, found {function.Shown}",
                function.IsWord(Parameter) ? WhereParametersStand : null,
                Domain.Diagnostics.NearestNames.To(function.Text, _functions));
            return null;
        }

        reader.Take();
        if (!reader.ExpectSymbol("(") || TemplateArguments.NameText(reader) is not { } name)
            return null;
        var arguments = new TemplateArguments(kind, name);
        for (var position = 1; reader.TakeSymbol(","); position++)
        {
            // dbt's own files end some lists with a comma.
            if (reader.Current.IsSymbol(")"))
                break;
            if (!arguments.Read(reader, position))
                return null;
        }

        if (!reader.ExpectSymbol(")"))
            return null;
        while (reader.TakeSymbol("."))
        {
            if (!arguments.ReadSuffix(reader))
                return null;
        }

        return new TemplateCall(arguments.Name, arguments.Descending);
    }

    private static NameKind? Kind(Token token) => token.Kind != TokenKind.Word ? null : token.Text switch
    {
        "Dimension" => NameKind.Dimension,
        "TimeDimension" => NameKind.TimeDimension,
        "Entity" => NameKind.Entity,
        "Metric" => NameKind.Metric,
        _ => null,
    };
}
