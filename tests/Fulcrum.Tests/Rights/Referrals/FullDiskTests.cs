using Fulcrum.Consent;
using Fulcrum.Rights;
using Fulcrum.Rights.Referrals;
using Fulcrum.Rights.Requests;
using Fulcrum.Tests.Collect;
using Xunit;

namespace Fulcrum.Tests.Rights.Referrals;

/// <summary>On a disk that is full for all but what takes something back, whoever asks to be forgotten is still heard.</summary>
public sealed class FullDiskTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(RequestKind.Erasure, true)]
    [InlineData(RequestKind.Access, false)]
    public async Task An_erasure_that_a_trusted_partner_hands_on_is_taken_in_and_done_and_a_look_waits(RequestKind kind, bool isTaken)
    {
        FullStore? full = null;
        await using var core = await CoreUnderTest.OpenAsync(around: inner => full = new FullStore(inner));
        await core.DecideAsync(core.Identifier("email", "ann@example.com"), "analytics", ConsentState.Refused);
        full!.IsFull = true;
        var fleet = core.Core.Workspace.Current.Partners.Partners["fleet"];
        var asked = new ReferralAsked("fleet", ReferralProtocol.OpenDsr, "r-1", kind, core.Now, "digest");

        var received = async () => await core.Core.Referrals.ReceiveAsync(fleet, asked, [core.Identifier("email", "ann@example.com")], Token);
        if (!isTaken)
        {
            await Assert.ThrowsAsync<StoreUnavailableException>(received);
            return;
        }

        Assert.NotNull(await received());
        core.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(1, await core.Core.ReferralWork.RunDueAsync(Token));
        full.IsFull = false;
        Assert.Empty(await core.Core.Requests.ListAsync(RightsAsker.Desk([core.Identifier("email", "ann@example.com")], "clerk-7", "api"), Token));
    }

    [Theory]
    [InlineData(RequestKind.Erasure, true)]
    [InlineData(RequestKind.Restriction, true)]
    [InlineData(RequestKind.Access, false)]
    public async Task A_request_to_be_forgotten_or_left_alone_is_taken_in(RequestKind kind, bool isTaken)
    {
        FullStore? full = null;
        await using var core = await CoreUnderTest.OpenAsync(around: inner => full = new FullStore(inner));
        await core.DecideAsync(core.User("ann"), "analytics", ConsentState.Refused);
        full!.IsFull = true;

        var opened = async () => await core.Core.Requests.OpenAsync(RightsAsker.Desk([core.User("ann")], "clerk-7", "api"), kind, "asked", Token);

        if (isTaken)
        {
            Assert.NotNull(await opened());
        }
        else
        {
            await Assert.ThrowsAsync<StoreUnavailableException>(opened);
        }
    }
}
