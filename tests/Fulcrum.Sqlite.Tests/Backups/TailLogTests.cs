using Fulcrum.Backups;
using Fulcrum.Consent;
using Fulcrum.Rights;
using Xunit;

namespace Fulcrum.Sqlite.Tests.Backups;

/// <summary>The tail log gives back what it acknowledged, in order, or says from where it cannot.</summary>
public sealed class TailLogTests : IDisposable
{
    private static readonly byte[] Key = [.. Enumerable.Range(1, 32).Select(number => (byte)number)];

    private readonly string _folder = SqliteUnderTest.NewFolder();

    private string Tail => Path.Combine(_folder, "tail");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(1 << 20)]
    [InlineData(300)]
    public void What_was_written_is_read_back_in_order_over_any_number_of_segments(long segmentMax)
    {
        var marks = Write(20, segmentMax);

        var all = TailLog.Read(Tail, Key, TailMark.Start);
        var rest = TailLog.Read(Tail, Key, marks[6]);

        Assert.Null(all.Fault);
        Assert.Equal(Enumerable.Range(0, 20).Select(Describe), all.Records.Select(Describe));
        Assert.Equal(Enumerable.Range(7, 13).Select(Describe), rest.Records.Select(Describe));
        Assert.Equal(segmentMax > 1000, Segments().Length == 1);
    }

    [Fact]
    public void It_goes_on_where_it_stopped()
    {
        Write(5);
        using (var log = new TailLog(Tail, Key))
        {
            var known = TailLog.Read(Tail, Key, TailMark.Start).End;
            Assert.Empty(log.Open(known, isRestored: false));
            log.Write([Record(5)]);
            Assert.Null(log.Damage);
        }

        Assert.Equal(6, TailLog.Read(Tail, Key, TailMark.Start).Records.Count);
    }

    [Fact]
    public void Records_the_journal_does_not_know_are_given_back_at_the_next_opening()
    {
        var marks = Write(5);

        using var log = new TailLog(Tail, Key);

        Assert.Equal([Describe(3), Describe(4)], log.Open(marks[2], isRestored: false).Select(Describe));
    }

    [Fact]
    public void Wherever_it_was_cut_short_whole_records_stay_and_it_can_be_written_on()
    {
        Write(3);
        var path = Segments().Single();
        var whole = File.ReadAllBytes(path);
        for (var length = whole.Length - 1; length > 112; length -= 7)
        {
            File.WriteAllBytes(path, whole[..length]);
            var left = TailLog.Read(Tail, Key, TailMark.Start);
            Assert.Null(left.Fault);
            Assert.InRange(left.Records.Count, 0, 2);

            using (var log = new TailLog(Tail, Key))
            {
                log.Open(TailMark.Start, isRestored: false);
                log.Write([Record(9)]);
            }

            var after = TailLog.Read(Tail, Key, TailMark.Start);
            Assert.Null(after.Fault);
            Assert.Equal([.. left.Records.Select(Describe), Describe(9)], after.Records.Select(Describe));
        }
    }

    [Fact]
    public void A_flipped_bit_anywhere_is_noticed_and_nothing_behind_it_is_believed()
    {
        Write(6, 300);
        var noticed = 0;
        foreach (var path in Segments())
        {
            var whole = File.ReadAllBytes(path);
            for (var at = 0; at < whole.Length; at++)
            {
                var flipped = whole.ToArray();
                flipped[at] ^= 4;
                File.WriteAllBytes(path, flipped);

                var stretch = TailLog.Read(Tail, Key, TailMark.Start);

                Assert.True(stretch.Records.Count < 6, $"byte {at} of {Path.GetFileName(path)}");
                Assert.Equal(Enumerable.Range(0, stretch.Records.Count).Select(Describe), stretch.Records.Select(Describe));
                noticed += stretch.Fault is null ? 0 : 1;
            }

            File.WriteAllBytes(path, whole);
        }

        // A length that grew at the very end looks like a record cut short; all else is named.
        Assert.True(noticed > 500);
        Assert.Equal(6, TailLog.Read(Tail, Key, TailMark.Start).Records.Count);
    }

    [Fact]
    public void A_missing_segment_is_a_hole_and_named_by_its_first_record()
    {
        Write(12, 300);
        var segments = Segments();
        Assert.True(segments.Length > 3);
        File.Delete(segments[1]);

        var stretch = TailLog.Read(Tail, Key, TailMark.Start);

        Assert.Equal("tail-hole", stretch.Fault!.Code);
        Assert.Contains($"record {stretch.Records.Count + 1};", stretch.Fault.What, StringComparison.Ordinal);
        Assert.InRange(stretch.Records.Count, 1, 11);
    }

    [Fact]
    public void A_log_that_lost_its_end_is_a_hole_for_those_who_knew_more()
    {
        var marks = Write(8);
        Directory.Delete(Tail, recursive: true);
        Write(3);

        Assert.NotNull(TailLog.Read(Tail, Key, marks[7]).Fault);
    }

    [Fact]
    public void A_damaged_log_does_not_stop_its_store_and_what_was_damaged_is_put_aside()
    {
        var marks = Write(6);
        TailMark anew;
        var path = Segments().Single();
        var bytes = File.ReadAllBytes(path);
        bytes[^200] ^= 1;
        File.WriteAllBytes(path, bytes);

        using (var log = new TailLog(Tail, Key))
        {
            Assert.Empty(log.Open(marks[5], isRestored: false));
            Assert.Equal("tail-broken", log.Damage!.Code);
            anew = log.End;
            log.Write([Record(6)]);
        }

        Assert.NotEmpty(Directory.GetFiles(Tail, "*.set-aside"));
        Assert.Equal("tail-hole", TailLog.Read(Tail, Key, TailMark.Start).Fault!.Code);
        Assert.Equal([Describe(6)], TailLog.Read(Tail, Key, anew).Records.Select(Describe));
        Assert.NotNull(TailLog.Read(Tail, Key, marks[5]).Fault);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void A_log_begun_anew_beside_a_restored_store_is_never_taken_for_the_one_that_is_missing(int known)
    {
        var mark = Write(4)[^1];
        Directory.Delete(Tail, recursive: true);
        TailMark anew;
        using (var log = new TailLog(Tail, Key))
        {
            log.Open(known == 0 ? TailMark.Start : mark, isRestored: true);
            Assert.NotNull(log.Damage);
            anew = log.End;
        }

        using (var log = new TailLog(Tail, Key))
        {
            Assert.Empty(log.Open(anew, isRestored: true));
            Assert.Null(log.Damage);
            log.Write([Record(9)]);
        }

        Assert.Equal("tail-hole", TailLog.Read(Tail, Key, known == 0 ? TailMark.Start : mark).Fault!.Code);
    }

    [Fact]
    public void The_log_of_another_store_is_refused_and_left_alone()
    {
        Write(3);
        using var log = new TailLog(Tail, Key.Reverse().ToArray());

        Assert.Contains("another key", Assert.Throws<IOException>(() => log.Open(TailMark.Start, isRestored: false)).Message, StringComparison.Ordinal);
        Assert.Equal(3, TailLog.Read(Tail, Key, TailMark.Start).Records.Count);
    }

    [Theory]
    [InlineData(1 << 20)]
    [InlineData(1)]
    public void A_log_of_the_same_store_that_does_not_continue_from_the_backup_is_told_apart(long segmentMax)
    {
        var marks = Write(4, segmentMax);
        Directory.Delete(Tail, recursive: true);
        using (var log = new TailLog(Tail, Key, segmentMax))
        {
            log.Open(TailMark.Start, isRestored: false);
            for (var number = 10; number < 16; number++)
            {
                log.Write([Record(number)]);
            }
        }

        var stretch = TailLog.Read(Tail, Key, marks[^1]);

        Assert.Equal("tail-foreign", stretch.Fault!.Code);
        Assert.Empty(stretch.Records);
    }

    [Fact]
    public void Segments_that_every_kept_backup_knows_can_be_forgotten()
    {
        var marks = Write(12, 300);

        var deleted = TailLog.Forget(Tail, Key, 6);

        Assert.True(deleted > 0);
        Assert.Null(TailLog.Read(Tail, Key, marks[5]).Fault);
        Assert.Equal(6, TailLog.Read(Tail, Key, marks[5]).Records.Count);
        Assert.NotNull(TailLog.Read(Tail, Key, TailMark.Start).Fault);
    }

    private string[] Segments() => [.. Directory.GetFiles(Tail, "tail-*.log").Order(StringComparer.Ordinal)];

    private List<TailMark> Write(int count, long segmentMax = 1 << 20)
    {
        using var log = new TailLog(Tail, Key, segmentMax);
        log.Open(TailMark.Start, isRestored: false);
        return [.. Enumerable.Range(0, count).Select(number => log.Write([Record(number)]))];
    }

    private static TailRecord Record(int number) => number % 3 == 2
        ? new TailRecord(TailKind.Erasure, new Instant(1000 + number), [new SubjectId(number), new SubjectId(number + 100)], "", ConsentState.Unknown, new byte[34])
        : new TailRecord(TailKind.No, new Instant(1000 + number), [new SubjectId(number)], "personalization", ConsentState.Withdrawn, new byte[17])
        {
            Scope = number % 3 == 1 ? new ConsentScope("e-mail", "ы") : ConsentScope.Whole,
        };

    private static string Describe(int number) => Describe(Record(number));

    private static string Describe(TailRecord record) =>
        $"{record.Kind} {record.At} {string.Join(',', record.Subjects)} {record.Purpose} {record.State} {record.Scope} {record.Identifiers.Length}";
}
