using System.Text;
using Fulcrum.Collect;
using Fulcrum.Consent;
using Fulcrum.Decisions;

namespace Fulcrum.Portal.Tests;

/// <summary>Somebody the company knows: with facts of every kind, a look-up, a decision and two answers.</summary>
/// <param name="Email">Vouched for by the dealers' system.</param>
internal sealed record Customer(string Email)
{
    private const string Said = """{"consent":{"categoryPreferences":{"functional":true,"dealer":true}}}""";

    private static int _made;

    /// <summary>The customer's user id.</summary>
    public string UserId => $"u-{Email}";

    /// <summary>The browser they used on the company's site.</summary>
    public string Browser => $"b-{Email}";

    /// <summary>Makes one.</summary>
    public static async Task<Customer> MakeAsync(RunningPortal portal, string preferredModel = "roadster", string? address = null)
    {
        var customer = new Customer(address ?? $"mira{Interlocked.Increment(ref _made)}@example.com");
        await customer.SendAsync(portal, "dealer-crm", EventType.Identify, "", $$"""{"email":"{{customer.Email}}","firstName":"Mira","city":"Lyon"{{(preferredModel.Length > 0 ? $",\"preferredModel\":\"{preferredModel}\"" : "")}}}""");
        await customer.SendAsync(portal, "dealer-crm", EventType.Track, "Rating Given", """{"stars":4}""");
        await customer.SendAsync(portal, "configurator", EventType.Track, "Car Configured", """{"model":"roadster","price":64500}""");
        await customer.SendAsync(portal, "web", EventType.Page, "", """{"path":"/roadster","section":"sport"}""", customer.Browser);
        var token = TestContext.Current.CancellationToken;
        var known = portal.Read("user-id", customer.UserId);
        await portal.Core.Views.LookUpAsync(portal.Core.Workspace.Current.Views["dealer"], [known], "sales: Anna Klein", "Visit at the dealer", token);
        await portal.Core.Decisions.DecideAsync(new Question([portal.Core.Workspace.Current.Placements["home-hero"]], [known], [], "", false), token);
        return customer;
    }

    /// <summary>Sends an event about them, with their yes to fitting pages and advice.</summary>
    public async Task SendAsync(RunningPortal portal, string source, EventType type, string name, string properties, string browser = "", string? userId = null)
    {
        var now = portal.Core.Now;
        var happened = new Event
        {
            Type = type, Name = name, MessageId = Guid.NewGuid().ToString("N"), UserId = userId ?? UserId, AnonymousId = browser, OccurredAt = now, ReceivedAt = now,
            Properties = Encoding.UTF8.GetBytes(properties), Context = Encoding.UTF8.GetBytes(Said), Raw = "{}"u8.ToArray(),
        };
        var outcome = await portal.Core.Collect.CollectAsync(portal.Core.Workspace.Current.Sources[source], [happened], default, TestContext.Current.CancellationToken);
        Assert.Equal(1, outcome.Stored);
    }

    /// <summary>What stands for a purpose of theirs.</summary>
    public Task<ConsentState> StateOfAsync(RunningPortal portal, string purpose) => portal.StateOfAsync("user-id", UserId, purpose);
}
