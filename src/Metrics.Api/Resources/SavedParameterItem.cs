using Metrics.Domain.Querying;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Expressions;

namespace Metrics.Api.Resources;

/// <summary>A parameter of a saved query, which its caller gives a value.</summary>
/// <param name="Name">The key in the URL of its result.</param>
/// <param name="Type">string, number, boolean, date or timestamp.</param>
/// <param name="Required">Whether a value must be given.</param>
/// <param name="Default">Its value when none is given, as in a URL.</param>
/// <param name="Values">The only values it may have, as in a URL; any of its type when empty.</param>
/// <param name="Label">For people.</param>
/// <param name="Description">For people.</param>
internal sealed record SavedParameterItem(
    string Name, string Type, bool Required, string? Default, IReadOnlyList<string> Values, string? Label, string? Description)
{
    public static SavedParameterItem Of(SavedParameter parameter) => new(
        parameter.Name, parameter.TypeWord, parameter.Default is null, parameter.Default is { } usual ? Plain(usual) : null,
        [.. parameter.Allowed.Select(Plain)], parameter.Label, parameter.Description);

    private static string Plain(FilterValue value) => value is FilterValue.Text text ? text.Content : FilterText.Print(value);
}
