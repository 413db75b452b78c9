using CsCheck;
using Fulcrum.Consent.Ledger;
using Xunit;

namespace Fulcrum.Tests.Consent.Ledger;

/// <summary>A view of a ledger's files is a file of its own for whoever opens it, stays as it was while the owner adds, and leaves the owner's alone.</summary>
public sealed class LedgerViewTests
{
    private static readonly Gen<(int Kind, int At, byte[] Bytes)[]> GenDeeds =
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 200], Gen.Byte.Array[1, 40]).Array[0, 30];

    [Fact]
    public void It_reads_and_writes_as_a_file_does_and_the_owners_stays_as_it_is() =>
        Gen.Select(Gen.Byte.Array[0, 120], GenDeeds, Gen.Byte.Array[0, 50]).Sample((kept, deeds, added) =>
        {
            var owner = new Owner { Entries = kept };
            using var file = new LedgerView(owner).Open("entries");
            owner.Entries = [.. kept, .. added];
            var model = kept.ToList();
            foreach (var (kind, at, bytes) in deeds)
            {
                var place = Math.Min(at, model.Count);
                switch (kind)
                {
                    case 0:
                        file.Write(place, bytes);
                        model.RemoveRange(place, Math.Min(bytes.Length, model.Count - place));
                        model.InsertRange(place, bytes);
                        break;
                    case 1:
                        file.Cut(place);
                        model.RemoveRange(place, model.Count - place);
                        break;
                    default:
                        var read = new byte[bytes.Length];
                        var count = file.Read(place, read);
                        Assert.Equal(model.Skip(place).Take(bytes.Length), read.Take(count));
                        break;
                }

                Assert.Equal(model.Count, file.Length);
            }

            Assert.Equal([.. kept, .. added], owner.Entries);
        });

    [Fact]
    public void Small_files_are_those_of_the_moment_it_was_made()
    {
        var owner = new Owner { Entries = [1], Mark = [2] };
        var view = new LedgerView(owner);
        owner.Mark = [3];

        Assert.Equal([2], view.Read("mark")!);
        view.Replace("mark", [4]);
        Assert.Equal([4], view.Read("mark")!);
        Assert.Equal([3], owner.Mark);
        view.Delete("mark");
        Assert.Null(view.Read("mark"));
        Assert.Equal(0, view.Open("level-09").Length);
    }

    [Fact]
    public void The_lengths_are_taken_after_the_small_files_that_speak_of_them()
    {
        var owner = new Owner { Entries = [1, 2, 3], Mark = [2] };
        _ = new LedgerView(owner);

        Assert.True(owner.Asked.FindLastIndex(name => name is "mark" or "checkpoint") < owner.Asked.IndexOf("entries"));
    }

    private sealed class Owner : IReadableLedgerFiles
    {
        public byte[] Entries { get; set; } = [];

        public byte[]? Mark { get; set; }

        public List<string> Asked { get; } = [];

        public IReadOnlyCollection<string> Names => ["entries"];

        public ILedgerFile? OpenRead(string name)
        {
            Asked.Add(name);
            return name == "entries" ? new Whole(this) : null;
        }

        public byte[]? Read(string name)
        {
            Asked.Add(name);
            return name == "mark" ? Mark : null;
        }

        public string PathOf(string name) => name;
    }

    private sealed class Whole(Owner owner) : ILedgerFile
    {
        public long Length => owner.Entries.Length;

        public int Read(long at, Span<byte> into)
        {
            var found = owner.Entries.AsSpan((int)at);
            var count = Math.Min(found.Length, into.Length);
            found[..count].CopyTo(into);
            return count;
        }

        public void Write(long at, ReadOnlySpan<byte> bytes) => throw new NotSupportedException();

        public void Cut(long length) => throw new NotSupportedException();

        public void Sync() => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }
}
