using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Fulcrum.Cluster.Passing;
using Xunit;

namespace Fulcrum.Cluster.Tests.Passing;

/// <summary>Whatever node is asked, the owner answers; where none does, it is said what became of the request.</summary>
public sealed partial class NodeDoorTests : IAsyncLifetime
{
    private readonly TestCluster _cluster = new();
    private readonly ConcurrentQueue<Seen> _seen = new();

    private static readonly byte[] Answer = [9, 8, 7];

    // An address of this machine that no server here has.
    private readonly HttpClient _caller = CallerAt("127.0.0.2");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        _caller.Dispose();
        await _cluster.DisposeAsync();
    }

    [Fact]
    public async Task The_owner_answers_itself()
    {
        var owner = await _cluster.StartAsync("a", EchoAsync);

        using var answer = await _caller.GetAsync(new Uri(owner, "/v1/things?x=1"), Cancellation);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal("/v1/things?x=1", _seen.Single().Target);
    }

    [Theory]
    [InlineData("/v1/a%20b/%D1%8B", "?x=1&y=%20%2B&y=")]
    [InlineData("/v1/a%2Fb", "")]
    [InlineData("/v1/a%2541", "?q=%2541")]
    [InlineData("/v1//a/..%2F;v=1,2/@", "?")]
    public async Task Another_node_passes_a_request_on_as_it_came_and_gives_the_answer_back(string path, string query)
    {
        await _cluster.StartAsync("a", EchoAsync);
        var other = await _cluster.StartAsync("b", EchoAsync);
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri(other + path[1..] + query, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }))
        {
            Content = new ByteArrayContent([0, 1, 2, 255]),
        };
        request.Headers.Host = "privacy.example:8443";
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", "203.0.113.9");
        request.Headers.TryAddWithoutValidation("Authorization", "Basic c2VjcmV0Og==");
        request.Headers.TryAddWithoutValidation("Accept-Language", "ru, en;q=0.5");
        request.Headers.TryAddWithoutValidation("Cookie", "a=1; b=2");

        using var answer = await _caller.SendAsync(request, Cancellation);

        var seen = _seen.Single();
        Assert.Equal(("PUT", path + query, "privacy.example:8443", "127.0.0.2"), (seen.Method, seen.Target, seen.Host, seen.Caller));
        Assert.Equal([0, 1, 2, 255], seen.Body);
        Assert.Equal("203.0.113.9", seen.Headers["X-Forwarded-For"]);
        Assert.Equal("Basic c2VjcmV0Og==", seen.Headers["Authorization"]);
        Assert.Equal("ru, en;q=0.5", seen.Headers["Accept-Language"]);
        Assert.Equal("a=1; b=2", seen.Headers["Cookie"]);
        Assert.False(seen.Headers.ContainsKey(NodeSeal.Header));
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal(["one", "two"], answer.Headers.GetValues("X-Answer"));
        Assert.Equal([9, 8, 7], await answer.Content.ReadAsByteArrayAsync(Cancellation));
        Assert.False(answer.Headers.Contains(NodeSeal.Header));
    }

    [Fact]
    public async Task A_question_by_get_that_has_a_body_is_passed_on_with_it()
    {
        await _cluster.StartAsync("a", EchoAsync);
        var other = await _cluster.StartAsync("b", EchoAsync);
        using var request = new HttpRequestMessage(HttpMethod.Get, other) { Content = new ByteArrayContent([1, 2]) };

        using var answer = await _caller.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal([1, 2], _seen.Single().Body);
    }

    [Fact]
    public async Task A_node_that_is_no_owner_says_so_of_a_request_that_was_passed_to_it()
    {
        await _cluster.StartAsync("a", EchoAsync);
        var other = await _cluster.StartAsync("b", EchoAsync);

        using var answer = await _caller.SendAsync(Sealed(HttpMethod.Get, other, "198.51.100.7"), Cancellation);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal(["not-owner"], answer.Headers.GetValues(NodeSeal.Header));
        Assert.Empty(_seen);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task Where_one_says_that_it_is_no_owner_the_next_owner_is_asked(string method)
    {
        _cluster.Row.Give(TestCluster.Named("gone"));
        var asked = new TaskCompletionSource();
        await _cluster.StandInAsync("gone", http =>
        {
            asked.TrySetResult();
            return RefuseAsync(http);
        });
        await _cluster.StandInAsync("new", EchoAsync);
        var node = await _cluster.StartAsync("b", EchoAsync);

        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(node, "/v1/things"));
        request.Content = method == "POST" ? new StringContent("once") : null;
        var asking = _caller.SendAsync(request, Cancellation);
        await asked.Task;
        await _cluster.WhileTimePassesUntilSoughtAsync("new", () => _cluster.Row.Give(TestCluster.Named("new")));
        using var answer = await asking;

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal(method == "POST" ? "once" : "", Encoding.UTF8.GetString(_seen.Single().Body));
        Assert.False(answer.Headers.Contains(NodeSeal.Header));
    }

    [Fact]
    public async Task A_decision_waits_for_a_silent_owner_as_long_as_a_page_does_and_no_longer()
    {
        _cluster.Row.Give(TestCluster.Named("silent"));
        var asked = new TaskCompletionSource();
        await _cluster.StandInAsync("silent", async http =>
        {
            asked.SetResult();
            await WaitForeverAsync(http);
        });
        var node = await _cluster.StartAsync("b", EchoAsync);

        var asking = _caller.PostAsync(new Uri(node, "/v1/decide"), new StringContent("{}"), Cancellation);
        await asked.Task;
        Assert.False(asking.IsCompleted);
        _cluster.Clock.Advance(ClusterOptions.Default.DecisionWait);

        // Time stands still from here on: whatever waited longer would never answer.
        using var answer = await asking;
        AssertDetached("not-done", answer);
    }

    [Fact]
    public async Task A_decision_waits_for_an_owner_to_come_as_long_as_a_page_does()
    {
        var node = await StartWithoutOwnerAsync();

        var (answer, passed) = await _cluster.WhileTimePassesAsync(_caller.PostAsync(new Uri(node, "/v1/decide"), new StringContent("{}"), Cancellation));

        AssertDetached("not-done", answer);
        Assert.True(passed >= ClusterOptions.Default.DecisionWait);
        Assert.True(passed < ClusterOptions.Default.OwnerWait);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task Another_request_waits_longer_for_an_owner_to_come_and_is_then_told_that_it_was_not_done(string method)
    {
        var node = await StartWithoutOwnerAsync();

        var (answer, passed) = await _cluster.WhileTimePassesAsync(_caller.SendAsync(new HttpRequestMessage(new HttpMethod(method), new Uri(node, "/v1/things")), Cancellation));

        AssertDetached("not-done", answer);
        Assert.True(passed >= ClusterOptions.Default.OwnerWait);
    }

    [Fact]
    public async Task A_write_whose_answer_was_lost_may_have_been_done_and_is_not_sent_again()
    {
        var times = await LoseAnswersAsync();
        var node = await _cluster.StartAsync("b", EchoAsync);

        using var answer = await _caller.PostAsync(new Uri(node, "/v1/things"), new StringContent("once"), Cancellation);

        AssertDetached("may-be-done", answer);
        Assert.Equal(1, times());
    }

    [Theory]
    [InlineData("GET", "/v1/things")]
    [InlineData("POST", "/v1/decide")]
    public async Task What_changes_nothing_is_asked_again_at_the_new_owner_when_its_answer_was_lost(string method, string path)
    {
        var lost = new TaskCompletionSource();
        await LoseAnswersAsync(lost);
        await _cluster.StandInAsync("new", EchoAsync);
        var node = await _cluster.StartAsync("b", EchoAsync);

        var asking = _caller.SendAsync(new HttpRequestMessage(new HttpMethod(method), new Uri(node, path)), Cancellation);
        await lost.Task;
        _cluster.Row.Give(TestCluster.Named("new"));

        // One look is enough to see the new owner, and less than a decision waits.
        _cluster.Clock.Advance(ClusterOptions.Default.LookEvery);
        using var answer = await asking;
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Single(_seen);
    }

    [Fact]
    public async Task A_write_that_no_connection_was_there_for_is_sent_to_the_next_owner()
    {
        _cluster.LeadNowhere("down");
        _cluster.Row.Give(TestCluster.Named("down"));
        var sought = new TaskCompletionSource();
        _cluster.Sought = _ => sought.TrySetResult();
        await _cluster.StandInAsync("new", EchoAsync);
        var node = await _cluster.StartAsync("b", EchoAsync);

        var asking = _caller.PostAsync(new Uri(node, "/v1/things"), new StringContent("once"), Cancellation);
        await sought.Task;
        await _cluster.WhileTimePassesUntilSoughtAsync("new", () => _cluster.Row.Give(TestCluster.Named("new")));
        using var answer = await asking;

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal("once", Encoding.UTF8.GetString(_seen.Single().Body));
    }

    [Fact]
    public async Task A_body_that_is_not_kept_is_passed_on_whole()
    {
        await _cluster.StartAsync("a", EchoAsync);
        var node = await _cluster.StartAsync("b", EchoAsync);
        var body = Large();

        using var answer = await _caller.PostAsync(new Uri(node, "/v1/import"), new ByteArrayContent(body), Cancellation);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal(body, _seen.Single().Body);
    }

    [Fact]
    public async Task A_body_that_is_not_kept_is_passed_on_once()
    {
        var times = await LoseAnswersAsync();
        var node = await _cluster.StartAsync("b", EchoAsync);

        using var answer = await _caller.PutAsync(new Uri(node, "/v1/import"), new ByteArrayContent(Large()), Cancellation);

        AssertDetached("may-be-done", answer);
        Assert.Equal(1, times());
    }

    [Fact]
    public async Task A_body_that_is_not_kept_waits_for_an_owner_as_any_other_as_long_as_nobody_has_read_it()
    {
        _cluster.LeadNowhere("down");
        _cluster.Row.Give(TestCluster.Named("down"));
        var sought = new TaskCompletionSource();
        _cluster.Sought = _ => sought.TrySetResult();
        await _cluster.StandInAsync("new", EchoAsync);
        var node = await _cluster.StartAsync("b", EchoAsync);
        var body = Large();

        var asking = _caller.PostAsync(new Uri(node, "/v1/import"), new ByteArrayContent(body), Cancellation);
        await sought.Task;
        await _cluster.WhileTimePassesUntilSoughtAsync("new", () => _cluster.Row.Give(TestCluster.Named("new")));
        using var answer = await asking;

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal(body, _seen.Single().Body);
    }

    [Fact]
    public async Task A_seal_of_a_node_says_where_the_caller_is()
    {
        var owner = await _cluster.StartAsync("a", EchoAsync);

        using var answer = await _caller.SendAsync(Sealed(HttpMethod.Get, owner, "198.51.100.7"), Cancellation);

        Assert.Equal("198.51.100.7", _seen.Single().Caller);
        Assert.False(_seen.Single().Headers.ContainsKey(NodeSeal.Header));
    }

    [Theory]
    [InlineData("forged")]
    [InlineData("changed")]
    [InlineData("stale")]
    [InlineData("of another request")]
    public async Task A_seal_that_no_node_made_is_not_believed_and_the_request_stays_where_it_came_in(string how)
    {
        var owner = await _cluster.StartAsync("a", EchoAsync);
        var other = await _cluster.StartAsync("b", EchoAsync);

        using var answered = await _caller.SendAsync(Spoilt(how, owner), Cancellation);
        using var refused = await _caller.SendAsync(Spoilt(how, other), Cancellation);

        Assert.Equal(HttpStatusCode.Accepted, answered.StatusCode);
        Assert.Equal("127.0.0.2", _seen.Single().Caller);
        AssertDetached("not-done", refused);
        Assert.False(refused.Headers.Contains(NodeSeal.Header));
    }

    [Fact]
    public async Task Two_nodes_that_each_take_the_other_for_the_owner_pass_a_request_on_once()
    {
        // Each saw the row at another time.
        _cluster.Row.Give(TestCluster.Named("b"));
        var first = await _cluster.StartAsync("a", EchoAsync);
        _cluster.Row.Give(TestCluster.Named("a"));
        await _cluster.StartAsync("b", EchoAsync);
        var tries = 0;
        _cluster.Sought = _ => Interlocked.Increment(ref tries);

        var asking = _caller.PostAsync(new Uri(first, "/v1/decide"), new StringContent("{}"), Cancellation);
        await TestCluster.UntilAsync(() => Volatile.Read(ref tries) > 0);
        await Task.Delay(50, Cancellation);

        // Had it gone round, each node would have sought the other again and again.
        Assert.Equal(1, tries);
        var (answer, _) = await _cluster.WhileTimePassesAsync(asking);
        AssertDetached("not-done", answer);
    }
}
