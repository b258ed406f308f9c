using System.Net;

namespace Metrics.Api.Tests.Http;

public sealed class ProblemTests
{
    [Fact]
    public async Task An_unknown_path_is_a_problem_that_names_near_ones()
    {
        using var api = new ApiHost();
        var problem = await api.RefusedAsync("/api/v1/freshnes", HttpStatusCode.NotFound, "Q102");
        Assert.Equal("/api/v1/freshness", problem.GetProperty("candidates")[0].GetString());
    }

    [Fact]
    public async Task A_method_that_a_path_does_not_take_is_a_problem_that_names_those_it_takes()
    {
        using var api = new ApiHost();
        var problem = await api.RefusedAsync("/api/v1/freshness", HttpStatusCode.MethodNotAllowed, "Q103", r => r.Method = HttpMethod.Put);
        Assert.Equal("it allows GET", problem.GetProperty("hint").GetString());
    }

    [Theory]
    [InlineData("/api/v1/runs?limit=0")]
    [InlineData("/api/v1/runs?limit=1001")]
    [InlineData("/api/v1/freshness?limit=-3")]
    [InlineData("/api/v1/runs?limit=abc")]
    [InlineData("/api/v1/runs?limit=")]
    [InlineData("/api/v1/runs?limit=99999999999")]
    [InlineData("/api/v1/runs?page=%21")]
    [InlineData("/api/v1/runs?page=")]
    [InlineData("/api/v1/runs?page=ZmFiYw")]
    [InlineData("/api/v1/freshness?page=cmFiYw")]
    [InlineData("/health/live?verbose=1")]
    public async Task A_malformed_parameter_is_refused_before_the_warehouse_is_asked(string path)
    {
        using var api = new ApiHost();
        await api.RefusedAsync(path, HttpStatusCode.BadRequest, "Q100");
    }

    [Fact]
    public async Task An_unknown_parameter_is_refused_with_the_one_it_was_meant_to_be()
    {
        using var api = new ApiHost();
        var problem = await api.RefusedAsync("/api/v1/runs?limt=5", HttpStatusCode.BadRequest, "Q100");
        Assert.Equal("limit", problem.GetProperty("candidates")[0].GetString());
    }

    [Theory]
    [InlineData("/api/v1/freshness")]
    [InlineData("/api/v1/runs")]
    [InlineData("/api/v1/runs/019a0000-0000-7000-8000-000000000000")]
    [InlineData("/health/ready")]
    public async Task Without_a_warehouse_the_answer_is_503_with_the_time_to_try_again_and_no_password(string path)
    {
        using var api = new ApiHost();
        await api.RefusedAsync(path, HttpStatusCode.ServiceUnavailable, "E310");
        var (response, body) = await api.GetAsync(path);
        Assert.True(response.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        Assert.DoesNotContain("do-not-tell", body.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_problem_s_type_leads_to_what_the_code_means()
    {
        using var api = new ApiHost();
        var problem = await api.RefusedAsync("/health/ready", HttpStatusCode.ServiceUnavailable, "E310");
        var (_, kind) = await api.GetAsync(problem.GetProperty("type").GetString()!);
        Assert.Equal("E310", kind.GetProperty("code").GetString());
        Assert.Equal(problem.GetProperty("title").GetString(), kind.GetProperty("title").GetString());
    }
}
