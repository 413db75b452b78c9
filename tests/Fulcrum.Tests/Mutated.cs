using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Fulcrum.Tests;

/// <summary>Tests that look at the memory of the whole process run after all others, alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}

/// <summary>
/// Gives a reader changed files, one after the other: none may be an exception, none may cost more than its length allows, and after all of
/// them nothing may be left in memory.
/// </summary>
internal static class Mutated
{
    /// <summary>How many files each reader gets: 100,000, or a million with <c>FULCRUM_TIER=1</c>.</summary>
    public static readonly int Trials = Environment.GetEnvironmentVariable("FULCRUM_TIER") is { } tier && int.Parse(tier, CultureInfo.InvariantCulture) >= 1 ? 1_000_000 : 100_000;

    private const long GrowthMax = 4 << 20;

    /// <summary>Runs it.</summary>
    /// <param name="what">What is read, for the report.</param>
    /// <param name="seeds">Files that are whole.</param>
    /// <param name="alphabet">What is put in.</param>
    /// <param name="budget">Bytes a call may allocate for a file of so many bytes: what stands for its work, since time on a shared machine does not.</param>
    /// <param name="read">The reader: whether it took the file.</param>
    /// <param name="trials">How many files.</param>
    public static void Sample(string what, byte[][] seeds, string alphabet, Func<int, long> budget, Func<byte[], bool> read, int trials)
    {
        var (random, taken, most, slowest, settled) = (new Random(20_261_124), 0, 0L, TimeSpan.Zero, 0L);
        for (var trial = 0; trial < trials; trial++)
        {
            if (trial == trials / 10)
            {
                settled = GC.GetTotalMemory(forceFullCollection: true);
            }

            var file = Change(seeds[random.Next(seeds.Length)], alphabet, random);
            var (before, begun) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
            bool isTaken;
            try
            {
                isTaken = read(file);
            }
            catch (Exception fault)
            {
                throw new InvalidOperationException($"{what}, trial {trial}: {fault.GetType().Name} for {Convert.ToBase64String(file)}", fault);
            }

            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            var elapsed = Stopwatch.GetElapsedTime(begun);
            Assert.True(allocated <= budget(file.Length), $"{what}, trial {trial}: {allocated} bytes for {file.Length}: {Convert.ToBase64String(file)}");
            (taken, most, slowest) = (taken + (isTaken ? 1 : 0), Math.Max(most, allocated), elapsed > slowest ? elapsed : slowest);
        }

        var grown = GC.GetTotalMemory(forceFullCollection: true) - settled;
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $" :: {what}: {taken} of {trials} changed files read, the others refused; at most {most} bytes allocated by a call, the slowest {slowest.TotalMilliseconds:0.0} ms; {grown} bytes more in memory after all of them"));
        Assert.True(grown <= GrowthMax, $"{what}: {grown} bytes more in memory after {trials} files");

        // A reader that refuses everything, or nothing, would pass the rest.
        Assert.InRange(taken, 1 + (trials / 10_000), trials - (trials / 1_000));
    }

    private static byte[] Change(byte[] seed, string alphabet, Random random)
    {
        var bytes = seed.ToList();
        for (var change = random.Next(1, 4); change > 0 && bytes.Count > 0; change--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0: bytes[at] = (byte)alphabet[random.Next(alphabet.Length)]; break;
                case 1: bytes.Insert(at, (byte)alphabet[random.Next(alphabet.Length)]); break;
                case 2: bytes.RemoveAt(at); break;
                case 3: bytes[at] = (byte)random.Next(256); break;
                case 4 when random.Next(8) == 0: bytes.RemoveRange(at, bytes.Count - at); break;
                default:
                    // A piece of the file once more, somewhere: members twice, objects in objects, ranges over ranges.
                    var length = random.Next(1, Math.Min(40, bytes.Count - at) + 1);
                    bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, length));
                    break;
            }
        }

        return [.. bytes];
    }
}

/// <summary>What the run over changed files must notice.</summary>
[Collection(Alone.Name)]
public sealed class MutatedTests
{
    private const int Trials = 2_000;

    private static readonly byte[][] Seeds = ["a file"u8.ToArray()];

    [Fact]
    public void A_reader_that_reads_some_and_refuses_others_passes() => Sample(file => file.Length % 2 == 0);

    [Fact]
    public void An_exception_is_noticed() => Assert.Throws<InvalidOperationException>(() => Sample(file => file[^1] != 0xff && file.Length > 3));

    [Fact]
    public void Work_beyond_the_budget_is_noticed() =>
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => Sample(file => (file.Length > 12 ? new byte[20_000] : new byte[file.Length]).Length % 2 == 0));

    [Fact]
    public void Memory_that_is_kept_is_noticed()
    {
        var kept = new List<byte[]>();
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => Sample(file =>
        {
            kept.Add(new byte[4_096]);
            return file.Length % 2 == 0;
        }));
    }

    [Fact]
    public void A_reader_that_refuses_everything_is_noticed() => Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => Sample(_ => false));

    private static void Sample(Func<byte[], bool> read) => Mutated.Sample("a sample", Seeds, "abc", _ => 16_384, read, Trials);
}
