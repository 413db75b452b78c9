using Fulcrum.Prove.Consent;
using Fulcrum.Prove.Results;
using Fulcrum.Prove.Servers;

namespace Fulcrum.Crash.Consent;

/// <summary>Servers with a mistake planted that the history must show.</summary>
public sealed class ConsentControls
{
    private const int Operations = 12_000;
    private const int RunsMax = 8;

    [Theory]
    [InlineData("stale-cache", "uses", 0)]
    [InlineData("early-epoch", "epochs", 0)]
    [InlineData("early", "uses epochs reads missed", 6)]
    public async Task A_stale_cache_an_epoch_read_too_early_and_an_early_acknowledgement_are_caught(string mistake, string claims, int kills)
    {
        // What a kill takes of what was acknowledged too early is chance, and on a fast disk often nothing: more of them then.
        ProofResult result;
        var (violations, runs) = (0L, 0);
        do
        {
            await using var store = ScratchStore.Sqlite();
            var plan = new ConsentPlan(Operations, Seed: 2 + runs) { Kills = kills };
            result = await ConsentRun.RunAsync(plan, Programs.Host(mistake), store, TimeProvider.System, TestContext.Current.CancellationToken);
            violations = result.Claims.Where(claim => claims.Split(' ').Contains(claim.Key)).Sum(claim => claim.Violations);
        }
        while (violations == 0 && kills > 0 && ++runs < RunsMax);

        Assert.True(violations > 0, string.Join('\n', result.Lines()));
        Console.WriteLine($":: consent: planted '{mistake}' caught {violations} times in {(runs + 1) * Operations} operations");
    }
}
