using Fulcrum.Prove.Bits;
using Fulcrum.Prove.Faults;
using Fulcrum.Prove.Power;
using Fulcrum.Prove.Results;

namespace Fulcrum.Faults;

/// <summary>The instruments that break the embedded store's disk, at this run's share of trials.</summary>
public sealed class ProofTests
{
    private static bool IsNightly => Environment.GetEnvironmentVariable("FULCRUM_TIER") is "1" or "2";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_power_cut_at_any_moment_loses_nothing_acknowledged_and_needs_no_hands() =>
        Show(await new PowerProof(IsNightly ? 5_000 : 500, seed: 1).RunAsync(Cancellation));

    [Fact]
    public async Task A_flipped_bit_or_a_zeroed_sector_in_any_file_changes_no_consent_in_silence() =>
        Show(await new BitProof(IsNightly ? 5_000 : 500, seed: 1).RunAsync(Cancellation));

    [Fact]
    public async Task A_failed_sync_or_write_or_a_full_disk_is_never_followed_by_an_acknowledgement_of_what_is_not_on_disk() =>
        Show(await new FaultProof(IsNightly ? 500 : 50, seed: 1).RunAsync(Cancellation));

    private static void Show(ProofResult result)
    {
        foreach (var line in result.Lines().Where(line => !line.Contains(": FOUND ", StringComparison.Ordinal)))
        {
            Console.WriteLine($":: {line}");
        }

        Assert.True(result.Holds, string.Join('\n', result.Findings.Take(10)));
    }
}
