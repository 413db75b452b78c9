using Fulcrum.Profiles;
using Fulcrum.Rights.Referrals;
using Fulcrum.Rights.Requests;
using Xunit;

namespace Fulcrum.Tests.Rights.Referrals;

/// <summary>Every state that a request from a partner can reach, walked through: none is stuck, and none acts without proof.</summary>
public sealed class ReferralModelTests
{
    private static readonly Instant Start = new(1_800_000_000_000);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Every_state_can_be_closed_and_what_is_closed_stays_so(bool isTrusted)
    {
        var seen = Reached(isTrusted);

        Assert.Equal(Enum.GetValues<RequestState>().Order(), seen.Select(referral => referral.Request.State).Distinct().Order());
        foreach (var referral in seen)
        {
            var next = Steps(referral).Select(step => step.Request.State).ToList();
            if (referral.Request.IsClosed)
            {
                Assert.Empty(next);
            }
            else
            {
                Assert.Contains(RequestState.Dropped, next);
            }
        }
    }

    [Fact]
    public void Only_what_was_not_begun_is_pending_and_only_what_waits_for_proof_needs_it()
    {
        foreach (var referral in Reached(isTrusted: false))
        {
            Assert.Equal(referral.Request.State is RequestState.Received or RequestState.Asked, referral.IsPending);
            Assert.Equal(referral.Request.State == RequestState.Asked, referral.NeedsProof);
            Assert.Equal(referral.Request.State == RequestState.Refused, referral.Reason != DenialReason.None);
        }
    }

    /// <summary>Breadth first, by what a referral's next steps depend on.</summary>
    private static List<Referral> Reached(bool isTrusted)
    {
        var asked = new ReferralAsked("fleet", ReferralProtocol.OpenDsr, "r-1", RequestKind.Erasure, Start, "d") { IsTrusted = isTrusted };
        var first = Referral.Of(new ReferralEntry("id", RequestAct.Open, "partner:fleet", "", Start) { Asked = asked }, 1)!;
        var (seen, queue) = (new Dictionary<(RequestState, bool, int, int), Referral>(), new Queue<Referral>([first]));
        while (queue.TryDequeue(out var referral))
        {
            if (seen.TryAdd((referral.Request.State, referral.Request.IsExtended, referral.Request.Pauses.Length, referral.Proven), referral))
            {
                foreach (var next in Steps(referral))
                {
                    queue.Enqueue(next);
                }
            }
        }

        return [.. seen.Values];
    }

    private static IEnumerable<Referral> Steps(Referral referral) => Enum.GetValues<RequestAct>()
        .Select(act => referral.Next(new ReferralEntry("id", act, "fulcrum", "", Start) { Proven = 0, Reason = DenialReason.Other }, referral.Change + 1)).OfType<Referral>();
}
