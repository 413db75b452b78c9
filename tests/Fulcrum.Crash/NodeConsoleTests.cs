using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Fulcrum.Clusters;
using Fulcrum.Prove.Clusters;

namespace Fulcrum.Crash;

/// <summary>Goal: staff need not know which node owns the store: every node answers for the console, and says so plainly while none can. Two real nodes.</summary>
public sealed partial class NodeConsoleTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Any_node_answers_for_the_console_and_the_next_owner_goes_on_with_it()
    {
        await using var postgres = await PostgresCluster.StartAsync();
        var (first, second) = (FreePort(), FreePort());
        var plan = new ClusterPlan(Programs.Fulcrum, ClusterTests.Under(postgres), 0, Seed: 12);
        await using var owner = new NodeUnderTest(plan with { Arguments = ConsoleAt(first) }, 1);
        await using var other = new NodeUnderTest(plan with { Arguments = ConsoleAt(second) }, 2);
        await owner.ApplyAsync(Cancellation);
        await owner.StartAsync(Cancellation);
        await UntilAsync(owner, said => SetUpLink().IsMatch(said));
        other.TakeKeysOf(owner);
        await other.StartAsync(Cancellation);

        // The link that the owner said is followed at the other node as well.
        var link = SetUpLink().Match(owner.Said).Groups["link"].Value;
        Assert.Equal(HttpStatusCode.SeeOther, await StatusAsync(second, $"/en/set-up?link={link}"));
        Assert.Contains("passkey", await TextAsync(second, "/en/sign-in"), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(second, "/v1/staff/me"));

        // While nobody owns the store, a page and a call both say that nothing was done.
        await owner.KillAsync();
        other.ToDatabase.Cut();
        var asking = TextAsync(second, "/v1/staff/me");
        using var page = await AskAsync(second, "/en/people");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, page.StatusCode);
        Assert.Contains("Nothing was shown or done", await page.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Equal("nosniff", page.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Contains("owner-unreachable", await asking, StringComparison.Ordinal);

        other.ToDatabase.Heal();
        await UntilAsync(other, said => said.Contains("This node, n2, owns the store", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(second, "/en/sign-in"));
    }

    private static System.Collections.Immutable.ImmutableArray<string> ConsoleAt(int port) =>
        ["--console-port", port.ToString(CultureInfo.InvariantCulture), "--console-url", "http://localhost"];

    private static async Task UntilAsync(NodeUnderTest node, Func<string, bool> isSo)
    {
        while (!isSo(node.Said))
        {
            Assert.DoesNotContain("error:", node.Said, StringComparison.Ordinal);
            await Task.Delay(20, Cancellation);
        }
    }

    private static async Task<HttpResponseMessage> AskAsync(int port, string path)
    {
        using var caller = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });
        return await caller.GetAsync(new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}{path}")), Cancellation);
    }

    private static async Task<HttpStatusCode> StatusAsync(int port, string path)
    {
        using var answer = await AskAsync(port, path);
        return answer.StatusCode;
    }

    private static async Task<string> TextAsync(int port, string path)
    {
        using var answer = await AskAsync(port, path);
        return await answer.Content.ReadAsStringAsync(Cancellation);
    }

    /// <summary>A port below those that a socket is given which asks for any: until the node has it, nobody else is given it.</summary>
    private static int FreePort()
    {
        while (true)
        {
            using var probe = new TcpListener(IPAddress.Loopback, Random.Shared.Next(20_000, 30_000));
            try
            {
                probe.Start();
                return ((IPEndPoint)probe.LocalEndpoint).Port;
            }
            catch (SocketException)
            {
                // Somebody has it.
            }
        }
    }

    [GeneratedRegex(@"set-up\?link=(?<link>[\w-]+)")]
    private static partial Regex SetUpLink();
}
