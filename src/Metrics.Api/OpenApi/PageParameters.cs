using System.Globalization;
using Metrics.Api.Resources;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Metrics.Api.OpenApi;

/// <summary>Describes <c>limit</c> and <c>page</c> in one place for all lists.</summary>
internal sealed class PageParameters : IParameterFilter
{
    public void Apply(IOpenApiParameter parameter, ParameterFilterContext context)
    {
        if (parameter is not OpenApiParameter { In: ParameterLocation.Query, Schema: OpenApiSchema schema } query)
            return;
        if (query.Name == "limit")
        {
            query.Description = "How many items at most";
            schema.Minimum = "1";
            schema.Maximum = PageLimit.Highest.ToString(CultureInfo.InvariantCulture);
            schema.Default = PageLimit.Default;
        }
        else if (query.Name == "page")
        {
            query.Description = "The next of the page before";
        }
    }
}
