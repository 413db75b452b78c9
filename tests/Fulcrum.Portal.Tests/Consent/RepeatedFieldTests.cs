using System.Net;
using System.Text.RegularExpressions;

namespace Fulcrum.Portal.Tests.Consent;

/// <summary>A field that is sent twice, or in another place than its form has it, is not picked from: nothing is changed, and nobody is led anywhere by it.</summary>
public sealed partial class RepeatedFieldTests
{
    [Theory]
    [InlineData("", "purpose=analytics&purpose=personalization&channel=&answer=allow", HttpStatusCode.BadRequest)]
    [InlineData("", "purpose=analytics&channel=&answer=refuse&answer=allow", HttpStatusCode.BadRequest)]
    [InlineData("?answer=allow", "purpose=analytics&channel=&answer=", HttpStatusCode.BadRequest)]
    [InlineData("?purpose=analytics&channel=&answer=allow", "", HttpStatusCode.BadRequest)]
    [InlineData("?token={token}", "purpose=analytics&channel=&answer=allow&token=", HttpStatusCode.Forbidden)]
    [InlineData("", "purpose=analytics&channel=&answer=allow&token=x", HttpStatusCode.Forbidden)]
    public async Task What_is_said_twice_or_elsewhere_changes_nothing(string query, string fields, HttpStatusCode expected)
    {
        await using var portal = await RunningPortal.StartAsync();
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = portal.Address };
        using var page = await http.GetAsync("/en/choices", TestContext.Current.CancellationToken);
        var token = Token().Match(await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Groups[1].Value;
        var head = portal.Core.Store.Journal.Head;
        Assert.Equal(expected, await PostAsync(query.Replace("{token}", token, StringComparison.Ordinal), expected == HttpStatusCode.Forbidden ? fields : $"token={token}&{fields}"));
        Assert.Equal(head, portal.Core.Store.Journal.Head);

        Assert.Equal(HttpStatusCode.SeeOther, await PostAsync("", $"token={token}&purpose=analytics&channel=&answer=allow"));
        Assert.Equal(head + 1, portal.Core.Store.Journal.Head);

        async Task<HttpStatusCode> PostAsync(string where, string body)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/en/choices{where}") { Content = new StringContent(body, new System.Net.Http.Headers.MediaTypeHeaderValue("application/x-www-form-urlencoded")) };
            request.Headers.Add("Cookie", page.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);
            using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task A_page_to_go_to_that_is_named_twice_is_none()
    {
        await using var portal = await RunningPortal.StartAsync();
        using var ann = new PlainVisitor(portal);
        await ann.SignInAsync("ann@example.com");

        Assert.Equal("/en/", (await ann.GetAsync("/en/sign-in?to=data&to=uses")).Location);
        Assert.Equal("/en/", (await ann.GetAsync("/en/sign-in?to=data&to=//evil.example")).Location);
    }

    [GeneratedRegex("name=\"token\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
