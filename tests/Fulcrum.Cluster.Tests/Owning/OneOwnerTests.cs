using CsCheck;
using Xunit;

namespace Fulcrum.Cluster.Tests.Owning;

/// <summary>The law of a cluster: whatever is delayed, lost or stands still, and at whatever speed clocks run within the margin, at no instant do two nodes answer.</summary>
public sealed class OneOwnerTests
{
    // Between the slowest and the fastest clock lies less than the margin allows: 1.7 s / 0.93 < 2 s / 1.07.
    private const double Slowest = 0.93;
    private const double Fastest = 1.07;

    private static readonly TimeSpan Trouble = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(20);

    private static readonly Gen<(uint Seed, double[] Speeds)> GenSchedule = Gen.Select(Gen.UInt, Gen.Double[Slowest, Fastest].Array[2, 4]);

    private static int Samples => Environment.GetEnvironmentVariable("FULCRUM_TIER") is null or "0" ? 400 : 20_000;

    [Fact]
    public void No_two_nodes_answer_at_one_instant_and_one_does_when_all_is_well_again()
    {
        var takeovers = 0L;

        GenSchedule.Sample(
            schedule =>
            {
                var (most, atTheEnd, claims) = Live(schedule.Seed, schedule.Speeds, ClusterOptions.Default);
                Interlocked.Add(ref takeovers, claims);
                return most <= 1 && atTheEnd == 1;
            },
            iter: Samples);

        // Trouble enough that the store changed hands again and again.
        Assert.True(takeovers > Samples * 5L, $"{takeovers} takeovers");
    }

    [Fact]
    public void A_schedule_runs_the_same_way_every_time() =>
        Assert.Equal(Live(7, [1, 1.05, 0.95], ClusterOptions.Default), Live(7, [1, 1.05, 0.95], ClusterOptions.Default));

    public static TheoryData<string> Breaches => ["an owner that does not ask its lease", "a margin below none", "clocks that differ by more than the margin"];

    [Theory]
    [MemberData(nameof(Breaches))]
    public void What_breaks_the_law_is_noticed(string how)
    {
        var options = how switch
        {
            "a margin below none" => ClusterOptions.Default with { Margin = TimeSpan.FromSeconds(-1) },
            "an owner that does not ask its lease" => ClusterOptions.Default with { ChecksLease = false },
            _ => ClusterOptions.Default,
        };
        double[] speeds = how.StartsWith("clocks", StringComparison.Ordinal) ? [0.6, 1.4, 1] : [1, 1, 1];

        Assert.Contains(Enumerable.Range(1, 100), seed => Live((uint)seed, speeds, options).Most > 1);
    }

    /// <summary>Lets nodes live through trouble, and then through a calm.</summary>
    /// <returns>The most that answered at one instant, how many do at the end, and how often the store was taken over.</returns>
    private static (int Most, int AtTheEnd, long Claims) Live(uint seed, double[] speeds, ClusterOptions options)
    {
        var chance = new Random(unchecked((int)seed));
        var (world, row, most) = (new World(), new OwnerRow(), 0);
        var isCalm = false;
        var members = new List<Member>();
        var (cut, started, current) = (new bool[speeds.Length], 0, new Member[speeds.Length]);
        for (var place = 0; place < speeds.Length; place++)
        {
            Begin(place);
            Disturb(place);
        }

        world.Run(Trouble, Count);
        isCalm = true;
        world.Run(Calm, Count);
        return (most, members.Count(member => member.MayAnswer), row.View.Claim);

        void Count() => most = Math.Max(most, members.Count(member => member.MayAnswer));

        void Begin(int place)
        {
            var member = new Member(world, row, $"n{started++}", options, speeds[place])
            {
                Next = () => isCalm ? Trip.Quick : cut[place] ? Trip.None : Any(chance),
                Opens = () => !isCalm && chance.Next(10) == 0 ? null : Up(300),
                Closes = Up(500),
            };
            current[place] = member;
            members.Add(member);
            member.Start();
        }

        void Disturb(int place) => world.After(Up(8000), null, () =>
        {
            if (isCalm)
            {
                return;
            }

            var member = current[place];
            switch (chance.Next(6))
            {
                case 0 or 1:
                    member.Place.StandStill(Up(5000));
                    break;
                case 2 or 3:
                    cut[place] = true;
                    world.After(Up(6000), null, () => cut[place] = false);
                    break;
                case 4:
                    _ = member.Store is { } store ? store.Failed = new Fault("store-failed", "A write failed.", "Look at the disk.") : null;
                    break;
                default:
                    // It ends in order, and another starts in its place.
                    member.End();
                    Begin(place);
                    break;
            }

            Disturb(place);
        });

        TimeSpan Up(int milliseconds) => TimeSpan.FromMilliseconds(chance.Next(milliseconds));
    }

    private static Trip Any(Random chance) => chance.Next(20) switch
    {
        0 => Trip.None,
        1 => Trip.Quick with { IsAnswerLost = true },
        2 => new Trip(TimeSpan.FromMilliseconds(chance.Next(3000)), TimeSpan.FromMilliseconds(chance.Next(3000))),
        _ => new Trip(TimeSpan.FromMilliseconds(chance.Next(1, 20)), TimeSpan.FromMilliseconds(chance.Next(1, 20))),
    };
}
