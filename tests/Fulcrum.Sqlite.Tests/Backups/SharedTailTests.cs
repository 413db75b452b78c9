using Fulcrum.Backups;
using Fulcrum.Consent;
using Fulcrum.Rights;
using Xunit;

namespace Fulcrum.Sqlite.Tests.Backups;

/// <summary>A tail log that several nodes wrote in turn reads as one, without what never counted, or says from where it cannot.</summary>
public sealed class SharedTailTests : IDisposable
{
    private static readonly byte[] Key = [.. Enumerable.Range(1, 32).Select(number => (byte)number)];

    private readonly string _folder = SqliteUnderTest.NewFolder();
    private readonly List<TailMark> _marks = [TailMark.Start];
    private long _claim;

    private string All => Path.Combine(_folder, "all");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_nodes_wrote_in_turn_reads_as_one_from_any_place()
    {
        Own("a", 3);
        Own("b", 2);
        Own("a", 0);
        Own("c", 4);
        Own("a", 1);
        Gather();

        for (var from = 0; from < _marks.Count; from++)
        {
            var stretch = TailLog.Read(All, Key, _marks[from]);

            Assert.Null(stretch.Fault);
            Assert.Equal(Numbers(from, 10), stretch.Records.Select(Number));
            Assert.Equal(_marks[^1].Number, stretch.End.Number);
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 0)]
    [InlineData(3, 1)]
    [InlineData(2, 5)]
    public void Records_of_a_writer_that_was_shut_out_are_never_the_logs(int inVain, int after)
    {
        Own("a", 2, inVain);
        Own("b", after);
        Gather();

        var stretch = TailLog.Read(All, Key, TailMark.Start);

        // Where nobody wrote since, what was not acknowledged may stand, as in a log of one writer.
        Assert.Null(stretch.Fault);
        Assert.Equal(after == 0 ? [0, 1, 910] : Numbers(0, 2 + after), stretch.Records.Select(Number));
    }

    [Fact]
    public void Of_several_that_wrote_in_vain_behind_one_place_the_last_owners_record_is_the_logs()
    {
        Own("z", 2);
        Own("b", 0, inVain: 3);
        Own("c", 0, inVain: 2);
        Own("a", 1);
        Gather();

        Assert.Equal(Numbers(0, 3), TailLog.Read(All, Key, TailMark.Start).Records.Select(Number));
    }

    [Fact]
    public void A_record_that_its_own_node_took_in_later_counts_and_not_what_another_wrote_in_vain_meanwhile()
    {
        Own("a", 2, inVain: 1);
        var known = _marks[^1];
        Own("b", 0, inVain: 3);
        using (var log = Open("a", ++_claim))
        {
            Assert.Equal([910], log.Open(known, isRestored: false).Select(Number));
        }

        Gather();

        Assert.Equal([0, 1, 910], TailLog.Read(All, Key, TailMark.Start).Records.Select(Number));
    }

    [Fact]
    public void What_others_wrote_meanwhile_is_no_damage_to_a_node_and_it_goes_on_behind_it()
    {
        Own("a", 3);
        Own("b", 3);

        Own("a", 2);
        Own("a", 1);
        Gather();

        Assert.Equal(Numbers(0, 9), TailLog.Read(All, Key, TailMark.Start).Records.Select(Number));
    }

    [Fact]
    public void Without_the_records_of_one_node_the_log_has_a_hole_and_is_never_taken_for_whole()
    {
        Own("a", 3);
        Own("b", 2);
        Own("a", 2);
        Gather("a");

        var stretch = TailLog.Read(All, Key, TailMark.Start);

        Assert.Equal("tail-hole", stretch.Fault!.Code);
        Assert.Contains("record 4;", stretch.Fault.What, StringComparison.Ordinal);
        Assert.Equal(Numbers(0, 3), stretch.Records.Select(Number));
        Assert.Null(TailLog.Read(All, Key, _marks[5]).Fault);
    }

    [Fact]
    public void A_changed_byte_anywhere_is_noticed_and_nothing_behind_it_is_believed()
    {
        Own("a", 3);
        Own("b", 2);
        Own("a", 1);
        Gather();
        var noticed = 0;
        foreach (var path in Directory.GetFiles(All))
        {
            var whole = File.ReadAllBytes(path);
            for (var at = 0; at < whole.Length; at++)
            {
                var changed = whole.ToArray();
                changed[at] ^= 4;
                File.WriteAllBytes(path, changed);

                var stretch = TailLog.Read(All, Key, TailMark.Start);

                Assert.True(stretch.Records.Count < 6, $"byte {at} of {Path.GetFileName(path)}");
                Assert.Equal(Numbers(0, stretch.Records.Count), stretch.Records.Select(Number));
                noticed += stretch.Fault is null ? 0 : 1;
            }

            File.WriteAllBytes(path, whole);
        }

        // A length that grew at the very end looks like a record cut short; all else is named.
        Assert.InRange(noticed, Directory.GetFiles(All).Sum(path => new FileInfo(path).Length) - 4, long.MaxValue);
        Assert.Null(TailLog.Read(All, Key, TailMark.Start).Fault);
    }

    [Fact]
    public void A_node_whose_own_piece_was_changed_says_so_and_goes_on()
    {
        Own("a", 3);
        var path = Directory.GetFiles(Folder("a"), "tail-*.log").Single();
        var bytes = File.ReadAllBytes(path);
        bytes[^40] ^= 1;
        File.WriteAllBytes(path, bytes);

        using var log = Open("a", ++_claim);

        Assert.Empty(log.Open(_marks[^1], isRestored: false));
        Assert.Equal("tail-broken", log.Damage!.Code);
        Assert.Equal(_marks[^1].Number, log.End.Number);
        Assert.Equal(4, log.Write([Record(3)]).Number);
    }

    [Fact]
    public void A_store_that_one_process_has_alone_again_goes_on_with_its_log()
    {
        Own("a", 2);
        Own("b", 1);
        Own(null, 2, folder: "a");
        Own(null, 1, folder: "a");
        Own("b", 1);
        Gather();

        Assert.Equal(Numbers(0, 7), TailLog.Read(All, Key, TailMark.Start).Records.Select(Number));
    }

    [Fact]
    public void A_log_that_one_process_began_alone_is_gone_on_with_by_nodes()
    {
        Own(null, 2, folder: "a");
        Own("b", 2);
        Own("a", 1);
        Gather();

        Assert.Equal(Numbers(0, 5), TailLog.Read(All, Key, TailMark.Start).Records.Select(Number));
    }

    /// <summary>Lets a node own the store: it writes so many records, and more in vain, whose rows were refused.</summary>
    private void Own(string? node, int count, int inVain = 0, string? folder = null)
    {
        using var log = Open(node, ++_claim, folder);
        Assert.Empty(log.Open(_marks[^1], isRestored: false));
        Assert.Null(log.Damage);
        for (var written = 0; written < count; written++)
        {
            _marks.Add(log.Write([Record(_marks.Count - 1)]));
        }

        if (inVain > 0)
        {
            log.Write([.. Enumerable.Range((int)(900 + (10 * _claim)), inVain).Select(Record)]);
        }
    }

    private TailLog Open(string? node, long claim, string? folder = null) => new(Folder(folder ?? node!), Key) { Node = node, Claim = node is null ? 0 : claim };

    private string Folder(string node) => Path.Combine(_folder, node);

    /// <summary>Copies the pieces of all nodes, or of one, into one folder.</summary>
    private void Gather(string? only = null)
    {
        Directory.CreateDirectory(All);
        foreach (var path in Directory.GetDirectories(_folder).Where(folder => folder != All && (only is null || Path.GetFileName(folder) == only)).SelectMany(folder => Directory.GetFiles(folder, "tail-*.log")))
        {
            File.Copy(path, Path.Combine(All, Path.GetFileName(path)));
        }
    }

    private static IEnumerable<int> Numbers(int from, int to) => Enumerable.Range(from, to - from);

    private static TailRecord Record(int number) =>
        new(TailKind.No, new Instant(1000 + number), [new SubjectId(number + 1)], "personalization", ConsentState.Withdrawn, new byte[17]);

    private static int Number(TailRecord record) => (int)record.Subjects[0].Value - 1;
}
